"""The public pages of reports: shareable addresses, no scripts, the visitor's language."""

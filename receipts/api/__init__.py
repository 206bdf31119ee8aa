"""Tax credits and receipts over the API."""

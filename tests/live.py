"""A running service and a real browser, for tests of pages."""

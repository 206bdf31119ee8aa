"""The year-end batch: every donor of a year gets one document, and none gets two.

A plan is a frozen list with its hash; another official approves it; a worker sets the documents
into one archive, and goes on where it was if it dies.
"""

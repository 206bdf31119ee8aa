"""A fund's papers: trial balance, settlement and yearly publication, as page, spreadsheet, PDF."""

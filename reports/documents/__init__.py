"""Documents of a report, all made from its rows: page, PDF, spreadsheet, CSV and JSON."""

"""What an issuer owes the tax office about a year: ledger, totals sheet, electronic file, proof."""

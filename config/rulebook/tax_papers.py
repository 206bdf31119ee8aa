"""What an issuer of receipts owes the tax office (section 3.1 of the notes on the law)."""

from config.rulebook.rule import A, C, Rule, Section, in_file, of_module

PAPERS = "receipts/test_tax_papers.py"

TAX_PAPERS = Section(
    "Papers for the tax office",
    (
        Rule(
            rule_id="KR-RCP-04",
            statement="A totals sheet with number and sum of the receipts is due by 30 June of "
            "the next year; not for electronic receipts.",
            tags=(A,),
            basis="소득세법 제160조의3제3항, 법인세법 제112조의2제3항",
            enforced=of_module("receipts.tax_office.spreadsheets", "write_totals")
            + of_module("receipts.tax_office.duties", "duties"),
            tests=in_file(
                PAPERS,
                "the_totals_sheet_counts_by_type_code",
                "electronic_receipts_are_due_above_the_threshold_of_the_year_before",
            ),
            reading="The date of persons; that of corporations ends on the same day for a year "
            "that ends in December.",
        ),
        Rule(
            rule_id="KR-RCP-06",
            statement="Local governments count as issuers who are bound to electronic receipts.",
            tags=(C,),
            basis="not spelt out in the law",
            begins="2025-01-01",
            enforced=of_module("receipts.tax_office.duties", "duties"),
            tests=in_file(
                PAPERS, "electronic_receipts_are_due_above_the_threshold_of_the_year_before"
            ),
            reading="Above 300 million won in the year before; the page says that it is a reading.",
        ),
        Rule(
            rule_id="KR-RCP-11",
            statement="Ledger and totals sheet are Forms 29-7 (1) and (2) of the Enforcement Rule.",
            tags=(A,),
            basis="소득세법 시행규칙 별지 제29호의7서식(1)·(2)",
            enforced=of_module(
                "receipts.tax_office.spreadsheets", "LEDGER_COLUMNS", "TOTALS_COLUMNS"
            ),
            tests=in_file(PAPERS, "the_ledger_lists_each_receipt_with_the_particulars_of_the_law"),
            reading="Today's edition was not seen: the columns are the particulars that the law "
            "lists, and each sheet says so.",
        ),
        Rule(
            rule_id="KR-RCP-16",
            statement="The tax service's file layout for receipts of donations is not public.",
            tags=(C,),
            basis="not found",
            enforced=of_module("receipts.tax_office.electronic_file", "csv_file", "xml_file"),
            tests=in_file(PAPERS, "the_electronic_file_says_the_same_in_both_forms"),
            reading="A layout of our own in one replaceable module (docs/tax-office-file.md).",
        ),
    ),
)

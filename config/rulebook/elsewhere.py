"""Rules of other parts of the law that the code cites (sections 1.12–1.15, 3, 5, 6)."""

from config.rulebook.rule import (
    A,
    B,
    C,
    Rule,
    Section,
    constraints,
    in_file,
    of_module,
    triggers,
)

ACT = "고향사랑 기부금에 관한 법률"
DECREE = "시행령"
ISSUE = "receipts/test_issue.py"
RENDER = "receipts/test_render.py"

RECEIPTS = Section(
    "Receipts",
    (
        Rule(
            rule_id="KR-RCP-01",
            statement="A receipt is issued after intake, in the name of the head of the local "
            "government.",
            tags=(A,),
            basis=f"{ACT} 제8조제2항, {DECREE} 제4조제5항",
            enforced=of_module("receipts.words", "head_of")
            + of_module("receipts.issue", "number_and_write"),
            tests=in_file("receipts/test_words.py", "a_receipt_is_issued_in_the_name_of_the_head"),
        ),
        Rule(
            rule_id="KR-RCP-03",
            statement="The issuer keeps a ledger for each donor: name, resident number, address, "
            "amount, days; five years long.",
            tags=(A,),
            basis="소득세법 제160조의3, 시행령 제208조의3",
            enforced=of_module("receipts.issue", "ReceiptFacts.donor_resident_number")
            + of_module("receipts.tax_office.spreadsheets", "write_ledger")
            + triggers("receipt_stays_as_issued"),
            tests=in_file(ISSUE, "a_receipt_holds_every_fact_it_shows")
            + in_file(
                "receipts/test_tax_papers.py",
                "the_ledger_lists_each_receipt_with_the_particulars_of_the_law",
            ),
            reading="The facts of the ledger are kept with each receipt, encrypted; the ledger is "
            "made from them whenever it is asked for.",
        ),
        Rule(
            rule_id="KR-RCP-05",
            statement="Electronic receipts belong to the year of the donation and are due by "
            "10 January of the next.",
            tags=(A,),
            basis="소득세법 제160조의3제4항",
            begins="2025-01-01",
            enforced=of_module("receipts.issue", "number_and_write"),
            tests=in_file(ISSUE, "a_gift_of_old_year_reported_in_the_new_is_numbered_in_the_old"),
            reading="The series follows the tax year (ADR 0005); issuing in the tax service's "
            "system is not done here: a file in our own layout hands the facts over.",
        ),
        Rule(
            rule_id="KR-RCP-12",
            statement="The receipt form names donor, recipient, collecting agent, content and "
            "issuer.",
            tags=(C,),
            basis="소득세법 시행규칙 별지 제45호의2서식 (2017)",
            enforced=of_module("receipts.render", "render_receipt"),
            tests=in_file(
                RENDER,
                "the_document_shows_the_facts_in_korean_and_english",
                "what_is_not_known_is_called_missing",
            ),
            reading="Today's edition of the form was not seen.",
        ),
        Rule(
            rule_id="KR-RCP-13",
            statement="The receipt form asks for a code of the donation's type: 43 is widely "
            "given, 44 is likely for disaster areas; neither was verified.",
            tags=(C,),
            basis="소득세법 시행규칙 별지 제45호의2서식 (2017)",
            enforced=of_module("receipts.type_codes", "type_code"),
            tests=in_file(
                "receipts/test_type_codes.py",
                "a_code_is_that_of_the_day_and_kind_and_says_that_it_is_not_verified",
            )
            + in_file(RENDER, "what_is_not_known_is_called_missing"),
            reading="A table with dates; documents say that the code is not verified.",
        ),
        Rule(
            rule_id="KR-RCP-15",
            statement="A receipt's number is unique for its issuer and year and never given again.",
            tags=(C,),
            basis="no format was found",
            enforced=(
                *of_module("receipts.issue", "number_and_write"),
                *constraints("receipt_serial_once", "receipt_series_once"),
                *triggers("receipt_series_only_counts_up"),
            ),
            tests=in_file(
                ISSUE,
                "each_issuer_and_year_counts_for_itself",
                "numbers_have_no_gap_and_no_double_when_many_issue_at_once",
            ),
            reading="Issuer code, year, seven digits.",
        ),
        Rule(
            rule_id="KR-RCP-17",
            statement="A receipt is never deleted: a return voids it by another document, a "
            "correction replaces it by another, and a reissue keeps its number and shows its day.",
            tags=(C,),
            basis="no rule was found",
            enforced=(
                *of_module("receipts.cancel", "cancel_receipt"),
                *of_module("receipts.correct", "replace_receipt"),
                *of_module("receipts.reprint", "reprint_receipt"),
                *triggers("receipt_stays_as_issued", "cancellation_stays_as_issued"),
                *triggers("replacement_keeps_the_donation", "reprint_is_of_a_standing_receipt"),
            ),
            tests=in_file("receipts/test_cancel.py", "a_receipt_is_cancelled_once")
            + in_file(ISSUE, "what_was_issued_stays")
            + in_file(
                "donations/test_corrections.py",
                "a_misspelt_name_is_corrected_by_another_document",
            )
            + in_file("receipts/test_reprint.py", "each_time_is_a_row_with_its_number_and_its_day"),
            reading="Facts never change; a cancelling document bears the number and “-C”.",
        ),
        Rule(
            rule_id="KR-RCP-19",
            statement="A receipt of disaster money shows the declaration and the window.",
            tags=(C,),
            basis="so that the tax item can be told apart",
            begins="2025-01-01",
            enforced=(
                *of_module("receipts.issue", "ReceiptFacts.disaster_declared_on"),
                *constraints("receipt_disaster_is_whole_or_absent"),
            ),
            tests=in_file(RENDER, "disaster_money_is_told_apart"),
        ),
    ),
)

SCHEDULE = "reports/test_schedule.py"

CITED = Section(
    "Other rules the code cites",
    (
        Rule(
            rule_id="KR-STA-02",
            statement="January figures of the year before are provisional; final ones differ.",
            tags=(B, C),
            basis="published statistics",
            enforced=of_module("reports.schedule", "DAYS", "Edition"),
            tests=in_file(SCHEDULE, "nothing_is_due_a_minute_early"),
        ),
        Rule(
            rule_id="KR-STA-03",
            statement="Korean counts are donations, not persons.",
            tags=(B,),
            basis="published statistics",
            enforced=of_module("reports.indicators.compute_size", "donations", "donors"),
            tests=in_file("reports/test_indicators.py", "values_agree_with_the_published_ones"),
        ),
        Rule(
            rule_id="KR-SYS-08",
            statement="A local government agrees with each platform and bank by itself.",
            tags=(B,),
            basis="contracts seen",
            enforced=of_module("desk.bulk.sources", "add_source"),
            tests=in_file("desk/test_bulk_intake.py", "another_s_file_and_source_are_not_found"),
            reading="A source of files is one local government's and has a portal of its own.",
        ),
        Rule(
            rule_id="KR-SYS-13",
            statement="A donation keeps the channel it came through.",
            tags=(C,),
            basis="practice",
            enforced=of_module("accounts.models", "Channel", "Portal.channel_code"),
            tests=in_file("accounts/test_enrolment.py", "a_portal_reports_through_a_channel"),
        ),
    ),
)

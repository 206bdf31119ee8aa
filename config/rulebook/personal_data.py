"""Personal data and records (section 1.14)."""

from config.rulebook.rule import (
    A,
    C,
    Rule,
    Section,
    constraints,
    in_file,
    of_module,
    triggers,
)

DECREE = "시행령"
PRIVACY = "개인정보 보호법"
LOOKS = "admin/test_personal_data.py"

PERSONAL_DATA = Section(
    "Personal data and records",
    (
        Rule(
            rule_id="KR-PII-01",
            statement="Resident and foreigner numbers are processed only where law or decree says "
            "so; consent is not enough.",
            tags=(A,),
            basis=f"{PRIVACY} 제24조의2",
            enforced=of_module("audit.personal_access", "record_access")
            + constraints("resident_number_is_for_the_decree_s_purposes"),
            tests=in_file(
                LOOKS,
                "a_resident_number_is_shown_for_a_purpose_of_the_decree_only",
                "the_database_holds_the_line_of_the_decree_too",
            ),
        ),
        Rule(
            rule_id="KR-PII-02",
            statement="The Decree allows it for intake, receipts, checking the form, checking "
            "records, and building and running the system.",
            tags=(A,),
            basis=f"{DECREE} 제11조",
            enforced=of_module("donations.identity", "identity_hash")
            + of_module("audit.access_models", "OF_THE_DECREE"),
            tests=in_file("api/test_donations.py", "personal_data_appears_in_no_answer_and_no_log")
            + in_file(LOOKS, "a_resident_number_is_shown_for_a_purpose_of_the_decree_only"),
        ),
        Rule(
            rule_id="KR-PII-04",
            statement="Resident numbers are encrypted in storage.",
            tags=(A,),
            basis=f"{PRIVACY} 제24조의2제2항",
            enforced=of_module("kernel.fields", "EncryptedTextField"),
            tests=in_file("donations/test_acceptance.py", "identity_is_encrypted_at_rest"),
        ),
        Rule(
            rule_id="KR-PII-07",
            statement="Receipts are kept five years from issue, donations at least as long; then "
            "personal data end.",
            tags=(A, C),
            basis="소득세법 제160조의3, 개인정보 보호법 제21조",
            enforced=of_module("donations.retention", "due_donors", "erase_some", "hold_donor")
            + triggers("receipt_stays_as_issued"),
            tests=in_file(
                "donations/test_retention.py",
                "what_is_erased_is_who_it_was_and_the_books_stay",
                "a_legal_hold_keeps_a_donor_until_it_is_lifted",
                "the_time_is_over_on_1_january_and_not_a_day_before",
            ),
            reading="five whole years after the year of issue, which covers the tax year too",
        ),
        Rule(
            rule_id="KR-PII-08",
            statement="Every look at an identifier is logged: who, when, for which purpose.",
            tags=(C,),
            basis="개인정보의 안전성 확보조치 기준 제8조",
            enforced=of_module("audit.personal_access", "record_access")
            + of_module("donations.personal_data", "show_donor")
            + triggers("access_is_append_only"),
            tests=in_file(
                LOOKS,
                "a_look_shows_what_was_asked_for_and_nothing_else",
                "the_record_of_access_is_append_only",
            ),
        ),
    ),
)

"""Who may give, and the ban on one's own residence (sections 1.2 and 1.3)."""

from config.rulebook.rule import (
    A,
    B,
    C,
    Rule,
    Section,
    in_file,
    of_module,
    triggers,
)

ACT = "고향사랑 기부금에 관한 법률"
DECREE = "시행령"
RESIDENCE_TESTS = "regions/test_residence.py"
ACCEPTANCE_TESTS = "donations/test_acceptance.py"
BARRED = of_module("donations.eligibility", "examine") + of_module(
    "regions.residence", "barred_codes"
)

WHO_MAY_GIVE = Section(
    "Who may give",
    (
        Rule(
            rule_id="KR-ELG-01",
            statement="Only natural persons give; companies and other bodies do not.",
            tags=(A,),
            basis=f"{ACT} 제2조, 제8조제3항",
            enforced=of_module("donations.identity", "COMPANY", "birth_date"),
            tests=(
                *in_file("donations/test_identity.py", "a_number_that_nobody_can_have_is_refused"),
                *in_file("api/test_donations.py", "a_malformed_field_is_named_by_its_pointer"),
            ),
        ),
        Rule(
            rule_id="KR-ELG-02",
            statement="A gift is voluntary and is money; nothing is given in kind.",
            tags=(A,),
            basis=f"{ACT} 제2조",
            enforced=of_module("kernel.whole_won", "WholeWonField"),
            tests=in_file("receipts/test_api.py", "an_amount_is_a_json_integer_of_whole_won"),
            reading="Intake knows whole won only; whether a gift was voluntary is found by a "
            "return on the ground of coercion.",
        ),
        Rule(
            rule_id="KR-ELG-03",
            statement="Nationality is no condition: resident, foreigner and domestic-residence "
            "registration all serve, the last since 2023-06-27.",
            tags=(A,),
            basis=f"{DECREE} 제4조제3항",
            enforced=of_module("donations.identity", "CENTURY", "birth_date"),
            tests=in_file("donations/test_identity.py", "a_resident_number_holds_a_birth_date"),
            reading="The three numbers have one form, and a foreigner's cannot be told from a "
            "domestic-residence one; so the day of 2023-06-27 is not checked.",
        ),
        Rule(
            rule_id="KR-ELG-04",
            statement="For foreigners and overseas Koreans the reported place of stay or domestic "
            "residence is what is compared.",
            tags=(A,),
            basis=f"{ACT} 제14조의2",
            begins="2024-02-20",
            enforced=of_module("regions.residence", "resolve_residence"),
            tests=in_file(RESIDENCE_TESTS, "a_residence_bars_both_tiers_above_it"),
            reading="The portal reports that place as “residence_code”; it is judged like any "
            "registered address.",
        ),
        Rule(
            rule_id="KR-ELG-05",
            statement="Registered foreigners give online through a link with the Ministry of "
            "Justice.",
            tags=(B,),
            basis="practice since 2023",
            not_here="the link is the national hub's; this service takes what a portal reports",
        ),
        Rule(
            rule_id="KR-ELG-06",
            statement="Somebody abroad with none of the three registrations cannot give.",
            tags=(C,),
            basis=f"follows from {DECREE} 제4조제3항",
            enforced=of_module("donations.identity", "birth_date"),
            tests=in_file("donations/test_identity.py", "a_number_that_nobody_can_have_is_refused"),
            reading="Without a registration number a donation is not well formed.",
        ),
        Rule(
            rule_id="KR-ELG-07",
            statement="Nobody gives under another's or a false name; who pays is who gives.",
            tags=(A,),
            basis=f"{ACT} 제5조제1항",
            enforced=of_module("donations.donors", "enrol_donor")
            + of_module("donations.errors", "IdentityMismatch"),
            tests=in_file(ACCEPTANCE_TESTS, "a_known_number_with_another_name_is_refused"),
            reading="A known number with another name is refused; that the payer is the donor is "
            "for the portal to see.",
        ),
        Rule(
            rule_id="KR-ELG-08",
            statement="Nobody gives to a local government with which work, employment, a contract "
            "or an administrative disposition ties them.",
            tags=(A, C),
            basis=f"{ACT} 제5조제2항",
            enforced=(
                *of_module("donations.errors", "BarredRelation"),
                *of_module("donations.barred", "Bars.refusal", "bar_person"),
                *triggers("bar_is_only_lifted"),
            ),
            tests=(
                *in_file(ACCEPTANCE_TESTS, "who_does_not_deny_a_barred_relation_is_refused"),
                *in_file(
                    "donations/test_merging.py",
                    "who_is_barred_under_one_number_is_barred_under_the_other",
                ),
                *in_file(
                    "donations/test_barred.py",
                    "who_is_on_the_list_is_refused_through_every_door",
                    "an_entry_counts_from_its_first_to_its_last_day",
                ),
            ),
            reading="The statute has no list and no threshold: the donor declares on the form "
            "that there is no such relation, and each local government keeps a list of its own.",
        ),
        Rule(
            rule_id="KR-ELG-09",
            statement="An official is tied to the local government that employs them, and to no "
            "other.",
            tags=(C,),
            basis=f"reading of {ACT} 제5조제2항",
            enforced=of_module("donations.errors", "BarredRelation"),
            tests=in_file(ACCEPTANCE_TESTS, "who_does_not_deny_a_barred_relation_is_refused"),
            reading="Employment with the recipient counts as a barred relation, by the donor's "
            "declaration.",
        ),
        Rule(
            rule_id="KR-ELG-10",
            statement="The law names no least age.",
            tags=(C,),
            basis="by absence",
            not_here="there is nothing to refuse; identity verification at the portal is the "
            "practical limit",
        ),
    ),
)

RESIDENCE_BAN = Section(
    "The ban on one's own residence",
    (
        Rule(
            rule_id="KR-RES-01",
            statement="A registered address bars both the basic and the upper local government "
            "that contain it.",
            tags=(A, B),
            basis=f"{ACT} 제4조제1항",
            enforced=BARRED,
            tests=in_file(ACCEPTANCE_TESTS, "both_tiers_of_ones_own_address_are_barred"),
        ),
        Rule(
            rule_id="KR-RES-02",
            statement="The other basic local governments below the same upper one stay open.",
            tags=(B,),
            basis=f"{ACT} 제4조제1항",
            enforced=BARRED,
            tests=in_file(ACCEPTANCE_TESTS, "other_local_governments_stay_open"),
        ),
        Rule(
            rule_id="KR-RES-03",
            statement="By kind of address: district or county and its city; city or county and its "
            "province; ordinary district counts as its city; Sejong and Jeju alone.",
            tags=(A, C),
            basis=f"{ACT} 제4조제1항, 지방자치법 제2조·제3조",
            enforced=of_module("regions.residence", "barred_codes", "resolve_residence"),
            tests=in_file(RESIDENCE_TESTS, "a_residence_bars_both_tiers_above_it"),
            reading="The derived rows follow from the principle of KR-RES-01.",
        ),
        Rule(
            rule_id="KR-RES-04",
            statement="The address registered when the donation is taken in counts; a later move "
            "changes nothing.",
            tags=(C,),
            basis=f"reading of {ACT} 제4조제1항",
            enforced=(
                *of_module("donations.models", "Donation.residence"),
                *triggers("donation_keeps_its_facts"),
            ),
            tests=in_file(
                ACCEPTANCE_TESTS, "the_facts_of_a_donation_and_of_the_journal_never_change"
            )
            + in_file(
                "donations/test_law_through_time.py", "a_later_move_changes_nothing_for_a_past_gift"
            ),
            reading="The residence is stored with the donation and never changes.",
        ),
        Rule(
            rule_id="KR-RES-05",
            statement="The registered address counts, not the place of birth or of family "
            "register; no link with the recipient is needed.",
            tags=(A,),
            basis=f"{ACT} 제2조",
            enforced=of_module("regions.residence", "barred_codes"),
            tests=in_file(ACCEPTANCE_TESTS, "other_local_governments_stay_open"),
        ),
        Rule(
            rule_id="KR-RES-06",
            statement="Residence is checked for each donation, before the money is taken.",
            tags=(A, C),
            basis=f"{DECREE} 제4조",
            enforced=of_module("donations.eligibility", "examine"),
            tests=in_file(
                "donations/test_law_through_time.py", "a_later_move_changes_nothing_for_a_past_gift"
            )
            + in_file("api/test_holds.py", "a_hold_meets_the_refusals_of_a_donation"),
            reading="No positive result is kept from one donation to the next.",
        ),
    ),
)

"""Who may receive (notes on the law, section 1.1)."""

from config.rulebook.rule import (
    A,
    B,
    C,
    Rule,
    Section,
    constraints,
    in_file,
    of_module,
)

ACT_4 = "고향사랑 기부금에 관한 법률 제4조제1항, 제11조"
AUTONOMY = "지방자치법 제2조, 제3조"
RESIDENCE = "regions.residence"
THROUGH_TIME = "regions/test_through_time.py"

LOCAL_GOVERNMENTS = Section(
    "Who may receive",
    (
        Rule(
            rule_id="KR-LG-01",
            statement="Only a local government receives donations, each of either tier into a "
            "fund of its own.",
            tags=(A,),
            basis=ACT_4,
            enforced=of_module(RESIDENCE, "recipient_in_force"),
            tests=in_file(
                "regions/test_residence.py",
                "either_tier_may_receive",
                "who_is_not_in_force_may_not_receive",
            ),
        ),
        Rule(
            rule_id="KR-LG-02",
            statement="243 local governments may receive: 17 upper and 226 basic ones, and 16 and "
            "227 from 2026-07-01.",
            tags=(A, B, C),
            basis=AUTONOMY,
            enforced=of_module("regions.korea_files", "COUNTS_FROM", "check_regions"),
            tests=in_file(THROUGH_TIME, "243_governments_exist_on_every_day"),
        ),
        Rule(
            rule_id="KR-LG-03",
            statement="On each day a basic local government belongs to exactly one upper one.",
            tags=(A,),
            basis=AUTONOMY,
            enforced=(
                *of_module("regions.models", "ParentLink"),
                *constraints("parent_link_one_parent_a_day"),
            ),
            tests=(
                *in_file(
                    THROUGH_TIME,
                    "a_reform_gives_a_new_parent_on_its_day",
                    "243_governments_exist_on_every_day",
                ),
                *in_file("regions/test_loading.py", "a_basic_government_has_one_parent_a_day"),
            ),
        ),
        Rule(
            rule_id="KR-LG-04",
            statement="Sejong and Jeju have no basic local governments; Jeju's two administrative "
            "cities cannot receive, and an address there counts for Jeju.",
            tags=(A,),
            basis=AUTONOMY,
            enforced=of_module(RESIDENCE, "COUNTS_FOR", "recipient_in_force", "is_single_tier"),
            tests=(
                *in_file(
                    "regions/test_residence.py",
                    "who_is_not_in_force_may_not_receive",
                    "a_residence_bars_both_tiers_above_it",
                ),
                *in_file(THROUGH_TIME, "only_sejong_and_jeju_have_a_single_tier"),
            ),
        ),
        Rule(
            rule_id="KR-LG-05",
            statement="A district of a large ordinary city is no local government: it cannot "
            "receive, and an address there counts for the city.",
            tags=(A,),
            basis=AUTONOMY,
            enforced=of_module(RESIDENCE, "DISTRICT", "resolve_residence", "recipient_in_force"),
            tests=in_file(
                "regions/test_residence.py",
                "a_residence_bars_both_tiers_above_it",
                "who_is_not_in_force_may_not_receive",
            ),
        ),
        Rule(
            rule_id="KR-LG-06",
            statement="Autonomous districts exist only below a special, an integrated special or "
            "a metropolitan city.",
            tags=(A,),
            basis="지방자치법 제2조제2항",
            enforced=of_module("regions.models", "ParentLink"),
            tests=in_file(
                "regions/test_succession.py",
                "autonomous_districts_lie_in_special_and_metropolitan_cities_only",
            ),
        ),
        Rule(
            rule_id="KR-LG-07",
            statement="The reforms since 2023 are kept with their days: Gangwon, Gunwi, Jeonbuk, "
            "the merger of Gwangju and South Jeolla, and the districts of Incheon.",
            tags=(A, B),
            basis="강원특별자치도법, 전북특별자치도법, 지방자치법 (법률 제21446호·제21447호) 등",
            begins="2023-06-11",
            enforced=of_module("regions.models", "Municipality", "Succession", "ParentLink"),
            tests=in_file(
                THROUGH_TIME,
                "a_reform_gives_a_new_parent_on_its_day",
                "what_ends_is_carried_on",
            ),
        ),
        Rule(
            rule_id="KR-LG-08",
            statement="A local government that has ended stays readable, with what it received; "
            "its rights and duties pass to whoever carries on.",
            tags=(C,),
            basis="usual effect of a merger",
            enforced=of_module(
                "regions.snapshot", "Snapshot.lineage_codes", "Snapshot.successors_in_force"
            )
            + of_module("projects.funds", "funds_of", "fund_of"),
            tests=(
                *in_file(THROUGH_TIME, "officials_reach_back_to_all_predecessors"),
                *in_file(
                    "ledger/test_merged_funds.py",
                    "the_successor_spends_what_was_given_to_its_predecessor_and_closes_its_year",
                    "nobody_else_keeps_the_fund_of_a_predecessor",
                ),
                *in_file(
                    "regions/test_succession.py",
                    "every_ended_code_leads_to_living_successors_and_never_back",
                ),
                *in_file(
                    "donations/test_restrictions.py",
                    "a_restriction_passes_to_whoever_carries_on",
                ),
            ),
            settings=("RESTRICTION_BINDS_SUCCESSORS",),
        ),
        Rule(
            rule_id="KR-LG-09",
            statement="What a merger does to the ban on one's own residence is decided by the day "
            "of the donation.",
            tags=(C,),
            basis="follows from KR-RES-01 and KR-LG-07",
            enforced=of_module(RESIDENCE, "barred_codes"),
            tests=(
                *in_file("donations/test_acceptance.py", "other_local_governments_stay_open"),
                *in_file("regions/test_residence.py", "a_residence_bars_both_tiers_above_it"),
            ),
            reading="The law of the Seoul day of payment decides, as everywhere.",
        ),
        Rule(
            rule_id="KR-LG-10",
            statement="Hometown Love Day is 4 September; events may be held in its week.",
            tags=(A,),
            basis="시행령 제1조의2",
            begins="2023-07-04",
            not_here="it is a day for events and changes nothing for a donation",
        ),
    ),
)

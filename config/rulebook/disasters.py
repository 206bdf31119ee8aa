"""Special disaster areas: when a donation earns the higher rate (section 2.4)."""

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

ARTICLE = "조세특례제한법 제58조제1항제3호"
DECREE = "조세특례제한법 시행령 제53조의2"
COUNTING = "국세기본법 제4조, 민법 제157조·제160조"
WINDOWS = "regions/test_windows.py"
AREAS = "regions/test_disasters.py"

DISASTERS = Section(
    "Tax credit: special disaster areas",
    (
        Rule(
            rule_id="KR-TAX-14",
            statement="The higher rate is for a donation to a local government declared a special "
            "disaster area, made within three months.",
            tags=(A,),
            basis=f"{ARTICLE}, {DECREE}",
            begins="2025-01-01",
            enforced=(
                *of_module("regions.windows", "MONTHS_FROM", "Window.covers"),
                *of_module("regions.disasters", "special_disaster_window"),
            ),
            tests=(
                *in_file(
                    WINDOWS,
                    "the_declaration_day_and_the_last_day_count_and_their_neighbours_do_not",
                ),
                *in_file(
                    "receipts/test_api.py", "the_recipients_disaster_window_decides_about_the_rate"
                ),
            ),
        ),
        Rule(
            rule_id="KR-TAX-15",
            statement="Donations before 2025 never earn it, whenever the area was declared.",
            tags=(A, B),
            basis="조세특례제한법 부칙 (법률 제20778호)",
            begins="2025-01-01",
            enforced=(
                *of_module("regions.windows", "FIRST_DAY"),
                *of_module("receipts.tax_credit", "SLICES_FROM"),
            ),
            tests=in_file(
                WINDOWS,
                "donations_before_2025_never_count_even_inside_three_months",
                "a_declaration_of_2023_never_opens",
            ),
        ),
        Rule(
            rule_id="KR-TAX-16",
            statement="The day of the declaration counts; three months run from the day after and "
            "end on the same day number, or on the month's last day.",
            tags=(C,),
            basis=COUNTING,
            begins="2025-01-01",
            enforced=of_module("regions.windows", "last_day"),
            tests=in_file(
                WINDOWS,
                "three_months_end_on_the_same_day_number_or_the_last_of_the_month",
                "a_window_is_89_to_92_days_long_and_never_crosses_a_fourth_month",
            ),
            reading="Counted as periods of tax law are.",
        ),
        Rule(
            rule_id="KR-TAX-17",
            statement="Whether a last day on a holiday moves to the next working day is open.",
            tags=(C,),
            basis="민법 제161조",
            begins="2025-01-01",
            enforced=of_module("regions.windows", "last_day"),
            tests=in_file(WINDOWS, "a_last_day_on_a_sunday_is_not_extended"),
            reading="It does not: the safe error is the smaller credit, which can be corrected "
            "within five years.",
        ),
        Rule(
            rule_id="KR-TAX-18",
            statement="One local government can have several windows.",
            tags=(A, B),
            basis="declarations of 2025",
            begins="2025-01-01",
            enforced=(
                *of_module("regions.models", "SpecialDisasterDeclaration"),
                *constraints("disaster_declaration_once"),
            ),
            tests=in_file(AREAS, "sancheong_has_two_windows"),
        ),
        Rule(
            rule_id="KR-TAX-19",
            statement="Whether a declaration of some towns only is enough is open.",
            tags=(B, C),
            basis=f"reading of {ARTICLE}",
            begins="2025-01-01",
            enforced=of_module("regions.disasters", "partial_counts"),
            tests=in_file(AREAS, "a_partial_declaration_counts_only_if_the_setting_says_so"),
            settings=("SPECIAL_DISASTER_PARTIAL_COUNTS",),
        ),
        Rule(
            rule_id="KR-TAX-20",
            statement="A declaration names basic local governments or towns; a donation to the "
            "upper one is not covered.",
            tags=(C,),
            basis="practice of declarations",
            begins="2025-01-01",
            enforced=of_module("regions.disasters", "special_disaster_window"),
            tests=in_file(AREAS, "a_declaration_does_not_cover_the_province_above"),
            reading="A window belongs to the lineage that the declaration names.",
        ),
        Rule(
            rule_id="KR-TAX-21",
            statement="The declarations of 2025 are kept with day, cause, scope and source.",
            tags=(B,),
            basis="press",
            begins="2025-01-01",
            enforced=of_module("regions.models", "SpecialDisasterDeclaration"),
            tests=in_file(
                AREAS,
                "sancheong_has_two_windows",
                "a_donation_of_april_2025_to_cheongsong_is_inside",
            ),
        ),
    ),
)

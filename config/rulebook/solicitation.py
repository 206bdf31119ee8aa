"""How a local government may raise funds (section 1.5), and what follows a breach (1.8)."""

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

ACT = "고향사랑 기부금에 관한 법률"
DECREE = "시행령"
NO_MESSAGES = "this service sends no solicitation and keeps no recipients of any"
CONDUCT = "it binds how people act; what a backend can do is the return on its ground"
RESTRICTIONS = "donations/test_restrictions.py"

SOLICITATION = Section(
    "Solicitation",
    (
        Rule(
            rule_id="KR-SOL-01",
            statement="Funds are raised through advertising media only; phone calls, letters, "
            "electronic messages, visits and urging at meetings are forbidden.",
            tags=(A,),
            basis=f"{ACT} 제7조제1항 (구), {DECREE} 제3조 (구)",
            ends="2024-08-20",
            not_here=NO_MESSAGES,
        ),
        Rule(
            rule_id="KR-SOL-02",
            statement="Funds are raised in the local government's own name, in the counts, content "
            "and form of the Decree.",
            tags=(A,),
            basis=f"{ACT} 제7조제2항",
            begins="2024-02-20",
            not_here=NO_MESSAGES,
        ),
        Rule(
            rule_id="KR-SOL-03",
            statement="All ways are open but door-to-door visits, individual calls or letters, and "
            "visits to workplaces closed to the public.",
            tags=(A,),
            basis=f"{ACT} 제7조제1항, {DECREE} 제3조제2항",
            begins="2024-08-21",
            not_here=CONDUCT,
        ),
        Rule(
            rule_id="KR-SOL-04",
            statement="One recipient gets at most two electronic solicitations a quarter from one "
            "local government.",
            tags=(A, B),
            basis=f"{DECREE} 제3조제3항",
            begins="2024-08-21",
            not_here=NO_MESSAGES,
        ),
        Rule(
            rule_id="KR-SOL-05",
            statement="Messages of the service itself (payment, receipt, delivery) are no "
            "solicitation.",
            tags=(C,),
            basis=f"reading of {DECREE} 제3조제3항",
            not_here=NO_MESSAGES,
        ),
        Rule(
            rule_id="KR-SOL-06",
            statement="A solicitation names the local government, the use of the money, the "
            "procedure and the gifts.",
            tags=(A,),
            basis=f"{DECREE} 제3조제1항",
            begins="2024-08-21",
            not_here=NO_MESSAGES,
        ),
        Rule(
            rule_id="KR-SOL-07",
            statement="Nobody uses work, employment or other ties to force others to give.",
            tags=(A,),
            basis=f"{ACT} 제6조제1항",
            not_here="coercion is not seen in a report; found later, the donation goes back on "
            "ground R4 (KR-RET-01)",
        ),
        Rule(
            rule_id="KR-SOL-08",
            statement="A public official neither forces nor actively urges subordinates.",
            tags=(A,),
            basis=f"{ACT} 제6조제2항",
            not_here="as KR-SOL-07",
        ),
        Rule(
            rule_id="KR-SOL-09",
            statement="The ministry and heads of local governments promote the system as such.",
            tags=(A,),
            basis=f"{ACT} 제12조제1항",
            begins="2024-02-20",
            not_here="a duty to act, outside a backend",
        ),
    ),
)

SANCTIONS = Section(
    "Restrictions and penalties",
    (
        Rule(
            rule_id="KR-SAN-01",
            statement="The ministry may stop a local government's fundraising and intake for at "
            "most one year.",
            tags=(A,),
            basis=f"{ACT} 제4조제2항",
            enforced=(
                *of_module("regions.restrictions", "restrict_intake"),
                *constraints(
                    "intake_restriction_at_most_one_year",
                    "intake_restriction_ends_after_it_begins",
                    "intake_restriction_once_a_day",
                ),
            ),
            tests=in_file(
                RESTRICTIONS,
                "what_is_no_lawful_restriction_is_refused",
                "the_database_itself_keeps_restrictions_apart_and_short",
            ),
        ),
        Rule(
            rule_id="KR-SAN-02",
            statement="How long a restriction is for which breach stands in an annex of the "
            "Decree.",
            tags=(A, B),
            basis=f"{DECREE} 별표",
            not_here="the annex could not be read; the ministry's order names the days, and they "
            "are entered as ordered",
        ),
        Rule(
            rule_id="KR-SAN-03",
            statement="The ministry may ask for documents or inspect on site.",
            tags=(A,),
            basis=f"{DECREE} 제2조제2항",
            begins="2024-08-21",
            not_here="a power of the ministry; the audit trail and the books are what it would see",
        ),
        Rule(
            rule_id="KR-SAN-04",
            statement="A restriction is made public, for at most seven days, within thirty days "
            "from its start.",
            tags=(A,),
            basis=f"{DECREE} 제10조",
            not_here="publication is the ministry's; the address of its notice is kept with the "
            "restriction",
        ),
        Rule(
            rule_id="KR-SAN-05",
            statement="During a restriction intake is stopped through every door.",
            tags=(A,),
            basis=f"{ACT} 제14조제1항제2호",
            enforced=of_module("regions.restrictions", "check_unrestricted"),
            tests=in_file(
                RESTRICTIONS,
                "the_first_and_the_last_day_are_days_in_seoul",
                "every_door_is_shut_in_the_same_words",
                "a_hold_made_before_does_not_open_the_door",
            ),
            settings=("RESTRICTION_BINDS_SUCCESSORS",),
        ),
        Rule(
            rule_id="KR-SAN-06",
            statement="Coercion and unlawful solicitation are crimes.",
            tags=(A,),
            basis=f"{ACT} 제17조",
            not_here="a matter of the courts",
        ),
        Rule(
            rule_id="KR-SAN-07",
            statement="The ministry may guide, supervise and demand correction.",
            tags=(A,),
            basis=f"{ACT} 제15조",
            not_here="a power of the ministry",
        ),
        Rule(
            rule_id="KR-SAN-08",
            statement="No real restriction was found.",
            tags=(C,),
            basis="by absence",
            not_here="a fact about practice; no restriction is loaded",
        ),
    ),
)

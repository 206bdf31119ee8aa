"""What if the rules were others: worked by hand, then over the published figures."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.conversion import Rates
from reports.models import Country, Nature
from reports.what_if.answer import LINES
from reports.what_if.giving import AT_CAP, AT_THRESHOLD, Giving, Group
from reports.what_if.inputs import BadInput, read_inputs
from reports.what_if.model import Behaviour, result, return_of
from reports.what_if.rules import Rules, rules_in_force, running_share
from reports.what_if.scenario import NoBasis, scenario

KOREA_2025 = rules_in_force(Country.KOREA, 2025)
KOREA_2026 = rules_in_force(Country.KOREA, 2026)
JAPAN_2025 = rules_in_force(Country.JAPAN, 2025, Fraction(75))
RATES = {year: Rates(year, Decimal(950), None) for year in range(2008, 2031)}
AS_BEFORE = Behaviour(gift_use=Fraction(100), other_use=Fraction(100))


def given(*groups: tuple[str, int, int], last_year: int | None = None) -> Giving:
    """Groups of givers; the year before brought as much unless it is said."""
    made = tuple(
        Group(name, Fraction(givers), Fraction(amount), Nature.MODELLED, "")
        for name, givers, amount in groups
    )
    total = sum((group.total for group in made), Fraction(0))
    before = total if last_year is None else Fraction(last_year)
    return Giving(made, total, before, None, None, None, ())


@pytest.mark.parametrize(
    ("rules", "amount", "relief"),
    [
        (KOREA_2025, 100_000, 100_000),
        (KOREA_2025, 1_000_000, 100_000 + Fraction(165, 1000) * 900_000),
        (KOREA_2026, 200_000, 144_000),
        (KOREA_2026, 1_000_000, 144_000 + 132_000),
        (JAPAN_2025, 1_500, 0),
        (JAPAN_2025, 2_000, 0),
        (JAPAN_2025, 50_000, 48_000),
    ],
)
def test_relief_is_what_the_law_of_the_year_grants(rules, amount, relief):
    assert rules.relief(Fraction(amount)) == relief


def test_the_rules_of_a_year_are_those_of_the_dated_tables():
    assert (rules_in_force(Country.KOREA, 2024).cap, KOREA_2025.cap) == (5_000_000, 20_000_000)
    assert KOREA_2025.middle_until is None
    assert KOREA_2026.middle_until == 200_000
    assert KOREA_2026.middle_rate == 44
    assert KOREA_2026.gift_share == 30
    assert KOREA_2026.cost_ceiling is None
    assert KOREA_2026.running_share == 15
    assert JAPAN_2025.cost_ceiling == 50
    assert JAPAN_2025.running_share is None
    ceilings = [rules_in_force(Country.JAPAN, year).cost_ceiling for year in (2018, 2025, 2030)]
    assert ceilings == [100, 50, 40]


def test_a_year_under_its_own_rules_worked_by_hand():
    # 10 givers of 100,000 won: all relieved, an eleventh by local tax; 30 % gifts, 15 % running.
    year = result(given((AT_THRESHOLD, 10, 100_000)), KOREA_2025, KOREA_2025, AS_BEFORE)
    assert year.receipts == 1_000_000
    assert year.relief == 1_000_000
    assert year.relief_local == Fraction(1_000_000, 11)
    assert year.gift_cost == 300_000
    assert year.other_cost == 150_000
    assert year.usable == 550_000
    assert year.usable_share == 55
    assert year.net_local == 550_000 - Fraction(1_000_000, 11)
    assert year.net_public == -450_000
    assert year.mean_return == 130


def test_running_cost_is_bounded_by_the_year_before_and_not_by_the_year_itself():
    """KR-FND-04: 15 % of 400,000; what the other rules change this year does not move it."""
    groups = given((AT_THRESHOLD, 10, 100_000), last_year=400_000)
    year = result(groups, KOREA_2025, KOREA_2025, AS_BEFORE)
    assert [year.gift_cost, year.other_cost, year.usable] == [300_000, 60_000, 640_000]
    assert [year.gift_ratio, year.other_ratio] == [30, 6]
    lower = replace(KOREA_2025, cap=50_000)
    less = result(groups, KOREA_2025, lower, AS_BEFORE)
    assert [less.receipts, less.gift_cost, less.other_cost] == [500_000, 150_000, 60_000]


def test_in_the_first_year_nothing_may_be_spent_on_running():
    """KR-FND-07: there is no year before."""
    first = given((AT_THRESHOLD, 10, 100_000), last_year=0)
    assert result(first, KOREA_2025, KOREA_2025, AS_BEFORE).other_cost == 0


def test_a_ceiling_on_all_cost_leaves_what_gifts_do_not_take():
    groups = given((AT_THRESHOLD, 10, 100_000), last_year=0)
    acts = Behaviour(gift_use=Fraction(80), other_use=Fraction(50))
    year = result(groups, JAPAN_2025, JAPAN_2025, acts)
    # gifts 24 % of 30; of the 26 left up to 50 a half
    assert [year.gift_cost, year.other_cost] == [240_000, 130_000]
    both = replace(JAPAN_2025, running_share=Fraction(10))
    later = given((AT_THRESHOLD, 10, 100_000), last_year=1_000_000)
    assert result(later, JAPAN_2025, both, acts).other_cost == 50_000


def test_each_government_has_the_rate_of_its_own_size_and_the_unknown_the_highest():
    billion = 10**9
    # 15 % of 1 bn, 13 % of 10 bn, 12 % of 20 bn, 10 % of 30 bn, and 15 % of the 39 bn left
    sizes = [Fraction(n * billion) for n in (1, 10, 20, 30)]
    assert running_share(Fraction(100 * billion), sizes) == Fraction(
        15 * 1 + 13 * 10 + 12 * 20 + 10 * 30 + 15 * 39, 100
    )
    assert running_share(Fraction(0), []) == 15


def test_givers_follow_the_full_slice_only_as_far_as_is_said():
    wider = replace(KOREA_2025, full_until=200_000)
    followers = replace(AS_BEFORE, follow=Fraction(50))
    groups = given((AT_THRESHOLD, 10, 100_000), ("above_threshold", 2, 500_000))
    assert result(groups, KOREA_2025, wider, AS_BEFORE).receipts == 2_000_000
    assert result(groups, KOREA_2025, wider, followers).receipts == 2_500_000


def test_more_people_give_as_more_comes_back_and_by_default_nobody_reacts():
    # 44 % instead of 16.5 % on the second 100,000: 13.75 points more return on 200,000.
    groups = given(("above_threshold", 100, 200_000))
    gained = return_of(Fraction(200_000), KOREA_2026, AS_BEFORE) - return_of(
        Fraction(200_000), KOREA_2025, AS_BEFORE
    )
    assert gained == Fraction("13.75")
    still = result(groups, KOREA_2025, KOREA_2026, AS_BEFORE)
    moved = result(groups, KOREA_2025, KOREA_2026, replace(AS_BEFORE, response=Fraction(2)))
    assert still.givers == 100
    assert moved.givers == Fraction("127.5")


def test_nobody_gives_above_a_new_cap_and_those_at_the_old_one_give_more_if_they_may():
    lower = replace(KOREA_2025, cap=1_000_000)
    groups = given(("above_threshold", 3, 5_000_000))
    assert result(groups, KOREA_2025, lower, AS_BEFORE).receipts == 3_000_000
    at_cap = given((AT_CAP, 2, 5_000_000))
    more = replace(AS_BEFORE, at_cap_times=Fraction(3))
    old = rules_in_force(Country.KOREA, 2024)
    assert result(at_cap, old, KOREA_2025, more).receipts == 30_000_000
    assert result(at_cap, old, old, more).receipts == 10_000_000


def test_sums_of_one_law_are_carried_into_the_others_money():
    korean = JAPAN_2025.in_other_money(Fraction("9.5"))
    assert (korean.own_share, korean.cap, korean.full_until) == (19_000, None, None)
    japanese = KOREA_2025.in_other_money(Fraction(1, 10))
    assert (japanese.cap, japanese.full_until) == (2_000_000, 10_000)


def test_the_model_comes_near_the_relief_that_the_ministry_estimated_for_2023(figures):
    found = scenario(figures, {"country": "KR", "year": "2023"}, RATES)
    assert found.as_it_was.receipts == 65_060_000_000
    assert abs(found.as_it_was.relief / 50_000_000_000 - 1) < Fraction(4, 100)
    assert found.as_it_was.other_cost == 0
    assert sum(group.total for group in found.given.groups) == 65_060_000_000


def test_japan_as_it_was_agrees_with_the_published_cost_and_relief(figures):
    year = scenario(figures, {"country": "JP", "year": "2025"}, RATES).as_it_was
    assert year.usable == 1_331_428_336_499 - 638_213_754_459
    assert round(year.relief_local) == 919_990_782_911


def test_korea_under_japans_rules_loses_what_the_donors_own_share_is(figures):
    found = scenario(figures, {"country": "KR", "year": "2025", "rules": "other"}, RATES)
    assert found.after.own_share == 19_000
    assert found.after.cap is None
    givers = sum(group.givers for group in found.given.groups)
    assert found.as_it_would_be.relief == 151_500_000_000 - 19_000 * givers
    assert found.after.local_part > 75


def test_koreas_room_for_running_cost_is_that_of_the_year_before(figures):
    found = scenario(figures, {"country": "KR", "year": "2025"}, RATES)
    assert found.given.last_year == 87_930_000_000
    assert found.before.running_share is not None
    assert 14 < found.before.running_share < 15  # a few received more than a billion in 2024
    spent = 87_930_000_000 * found.before.running_share / 100
    assert found.as_it_was.other_cost == spent


def test_japan_under_its_own_rules_keeps_the_cost_it_had(figures):
    found = scenario(figures, {"country": "JP", "year": "2025"}, RATES)
    assert found.given.other_ratio is not None
    assert found.as_it_was.other_ratio == found.given.other_ratio


def test_before_its_rules_japan_may_spend_all_that_gifts_leave():
    groups = given((AT_THRESHOLD, 10, 100_000), last_year=0)
    free = rules_in_force(Country.JAPAN, 2018)
    acts = Behaviour(gift_use=Fraction(40), other_use=Fraction(100))
    year = result(groups, free, free, acts)
    assert [year.gift_cost, year.other_cost, year.usable] == [400_000, 600_000, 0]


def test_japan_under_the_law_of_2030_may_use_sixty_percent(figures):
    found = scenario(figures, {"country": "JP", "year": "2025", "rules": "2030"}, RATES)
    assert found.as_it_would_be.usable_share >= 60


@pytest.mark.parametrize(
    ("texts", "pointer"),
    [
        ({"cap": "much"}, "/cap"),
        ({"response": "99"}, "/response"),
        ({"gift_share": "-1"}, "/gift_share"),
        ({"own_share": "1.5"}, "/own_share"),
        ({"gift_share": "none"}, "/gift_share"),
        ({"rest_rate": "NaN"}, "/rest_rate"),
    ],
)
def test_an_input_that_cannot_be_is_named_in_both_languages(texts, pointer):
    with pytest.raises(BadInput) as refusal:
        read_inputs(texts)
    (fault,) = refusal.value.errors
    assert fault["pointer"] == pointer
    assert fault["detail_ko"] != fault["detail_en"]


def test_a_year_without_figures_is_refused(figures):
    with pytest.raises(NoBasis):
        scenario(figures, {"country": "KR", "year": "2026"}, RATES)
    with pytest.raises(BadInput):
        scenario(figures, {"country": "JP", "year": "2025", "rules": "2019x"}, RATES)


@pytest.mark.django_db
def test_the_command_prints_one_document_with_every_input_in_it():
    out = StringIO()
    call_command("what_if", "KR", "--rules", "2026", "--set", "response=1", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["nature"] == "modelled"
    assert answer["rules_after"]["middle_rate"] == 44
    assert answer["assumptions"]["response"] == 1
    assert answer["changed_inputs"] == ["response"]
    assert answer["difference"]["receipts"] > 0
    with pytest.raises(CommandError, match="/cap: Give a number"):
        call_command("what_if", "KR", "--set", "cap=x")
    with pytest.raises(CommandError, match="NAME=VALUE"):
        call_command("what_if", "KR", "--set", "wish=1")


@pytest.mark.django_db
def test_the_api_and_the_page_give_the_same_answer_and_name_a_bad_input(client):
    answer = client.get("/api/v1/what-if?country=KR&rules=other")
    assert answer.json()["after"]["usable_share"] == 50  # all that Japan's ceiling leaves is used
    assert answer.json()["last_year_receipts"] == 87_930_000_000
    page = client.get("/reports/what-if/?country=KR&rules=other&lang=en").content.decode()
    assert "Model" in page
    refused = client.get("/api/v1/what-if?cap=x")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/cap"
    form = client.get("/reports/what-if/?cap=x&lang=en")
    assert form.status_code == 422
    assert "Give a number." in form.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question",
    [
        {"country": "KR", "year": "2025", "rules": "own"},
        {"country": "KR", "year": "2024", "rules": "2026", "response": "1.5", "follow": "30"},
        {"country": "JP", "year": "2025", "rules": "other", "gift_use": "80"},
        {"country": "JP", "year": "2025", "rules": "2030", "cost_ceiling": "35"},
    ],
)
def test_command_page_and_api_say_the_same_to_the_last_digit_printed(client, question):
    told = client.get("/api/v1/what-if", question).json()
    inputs = {k: v for k, v in question.items() if k not in ("country", "year", "rules")}
    sets = [f"--set={name}={value}" for name, value in inputs.items()]
    out = StringIO()
    call_command(
        "what_if",
        question["country"],
        f"--year={question['year']}",
        f"--rules={question['rules']}",
        *sets,
        "--json",
        stdout=out,
    )
    assert json.loads(out.getvalue()) == told
    page = client.get("/reports/what-if/", {**question, "lang": "en"}).content.decode()
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    printed = [
        re.findall(r'<td class="figure">([^<]*)</td>', line) for line in table.split("</tr>")[:-1]
    ]
    places = {"usable_share": 1, "mean_return": 1}
    assert printed == [
        [
            f"{told[side][name]:{sign},.{places.get(name, 0)}f}".replace("-", "−")
            for side, sign in (("before", ""), ("after", ""), ("difference", "+"))
        ]
        for name in LINES
    ]


def test_every_rule_can_be_changed(figures):
    texts = {
        "cap": "none",
        "own_share": "5,000",
        "cost_ceiling": "40",
        "gift_share": "20",
        "running_share": "none",
    }
    after = scenario(figures, {"country": "KR", "year": "2025", **texts}, RATES).after
    assert after == Rules(
        None,
        5_000,
        100_000,
        None,
        Fraction(0),
        KOREA_2025.rest_rate,
        KOREA_2025.local_part,
        Fraction(20),
        Fraction(40),
        None,
    )

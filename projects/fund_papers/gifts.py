"""What a publication says of return gifts, and of what was named to be published besides.

The gift system keeps which gifts were given; the local government enters them here by hand, and
the publication says so. What was not entered is said to be missing, never to be nothing.
"""

from django.utils.translation import gettext_lazy as _

from ledger.models import Account
from projects.fund_papers.names import name_of
from projects.fund_papers.shapes import (
    AMOUNT,
    Chapter,
    Column,
    Passage,
    Row,
    Table,
    Words,
    words,
)
from projects.models import NamedBy
from projects.statement import Item, Statement

NOT_ENTERED = _(
    "Not entered: which gifts were given, and how many. The gift system keeps them; these books "
    "keep only what they cost."
)
BY_HAND = _(
    "Entered by the local government, from its gift system; these books keep only what gifts cost."
)
ITEMS_BY_HAND = _("Entered by the local government.")
ITEMS_NOT_ENTERED = _("Not entered: what the ministry or the head of the government has named.")
SOME_COSTS = _("A dash: no cost was entered. The sum is that of the costs entered.")


def gift_tables(statement: Statement) -> tuple[Table, ...]:
    """Return what the fund paid for gifts, and which gifts were given."""
    cost = next(each for each in statement.outlay if each.code == Account.GIFT_COST)
    booked = Table(
        words(_("Gifts")),
        (Column(words(AMOUNT)),),
        (Row(name_of(cost), (cost.amount_krw,), cost.code),),
        note=None if statement.provided else words(NOT_ENTERED),
    )
    return (booked, _provided(statement)) if statement.provided else (booked,)


def named_items(statement: Statement) -> Chapter:
    """Return what the minister or the head of the local government named."""
    passages = tuple(
        Passage(
            title=Words(each.title_ko, each.title_en),
            origin=_origin(each),
            text=Words(_lines(each.text_ko), _lines(each.text_en)),
        )
        for each in statement.items
    )
    note = ITEMS_BY_HAND if passages else ITEMS_NOT_ENTERED
    return Chapter(words(_("Items named besides")), passages, words(note))


def _provided(statement: Statement) -> Table:
    known = [each.cost_krw is not None for each in statement.provided]
    columns = [Column(words(_("Given (number)")))]
    if any(known):
        columns.append(Column(words(_("Cost (won)"))))
    note = words(BY_HAND)
    if any(known) and not all(known):
        more = words(SOME_COSTS)
        note = Words(*(f"{each} {also}" for each, also in zip(note, more, strict=True)))
    return Table(
        words(_("Gifts provided")),
        tuple(columns),
        tuple(
            Row(
                Words(each.title_ko, each.title_en),
                (each.number, each.cost_krw)[: len(columns)],
            )
            for each in statement.provided
        ),
        words(_("Sum")),
        note,
    )


def _lines(text: str) -> str:
    """Return ``text`` without the carriage returns that browsers send."""
    return "\n".join(text.splitlines())


def _origin(item: Item) -> Words:
    who = NamedBy(item.named_by).label
    return words(_("Named by %(who)s on %(day)s"), who=who, day=item.named_on)

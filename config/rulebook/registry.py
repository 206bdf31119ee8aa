"""All rules, in the order of the law, and what must be among them."""

from config.rulebook.amounts import ANNUAL_CAP
from config.rulebook.credit import BUSINESS, HOW_MUCH, ROUNDING, WHO_GETS_IT
from config.rulebook.designation import DESIGNATION
from config.rulebook.disasters import DISASTERS
from config.rulebook.donors import RESIDENCE_BAN, WHO_MAY_GIVE
from config.rulebook.elsewhere import CITED, RECEIPTS
from config.rulebook.fund import PUBLICATION, THE_FUND
from config.rulebook.intake import INTAKE
from config.rulebook.local_governments import LOCAL_GOVERNMENTS
from config.rulebook.personal_data import PERSONAL_DATA
from config.rulebook.projects import PROJECTS
from config.rulebook.returning import RETURNS_OF_DONATIONS
from config.rulebook.rule import Section
from config.rulebook.solicitation import SANCTIONS, SOLICITATION
from config.rulebook.tax_papers import TAX_PAPERS

SECTIONS: tuple[Section, ...] = (
    LOCAL_GOVERNMENTS,
    WHO_MAY_GIVE,
    RESIDENCE_BAN,
    ANNUAL_CAP,
    SOLICITATION,
    INTAKE,
    RETURNS_OF_DONATIONS,
    SANCTIONS,
    DESIGNATION,
    THE_FUND,
    PUBLICATION,
    PROJECTS,
    WHO_GETS_IT,
    HOW_MUCH,
    DISASTERS,
    BUSINESS,
    ROUNDING,
    RECEIPTS,
    TAX_PAPERS,
    PERSONAL_DATA,
    CITED,
)

COMPLETE = {
    "LG": 10,
    "ELG": 10,
    "RES": 6,
    "CAP": 8,
    "SOL": 9,
    "INT": 9,
    "RET": 7,
    "SAN": 8,
    "DSG": 13,
    "FND": 11,
    "PUB": 4,
    "PRJ": 7,
    "TAX": 33,
}
"""Parts of the notes on the law that must all be written down: ``KR-LG-01`` to ``KR-LG-10`` …"""

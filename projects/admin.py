"""The pages of this app on the officials' site; Django looks for them here."""

from projects.assignment_admin import AssignmentAdmin
from projects.income_admin import OtherIncomeAdmin
from projects.journal_admin import JournalTransferAdmin
from projects.project_admin import FundProjectAdmin
from projects.spending_admin import SpendingAdmin
from projects.story_admin import ProjectStoryAdmin
from projects.year_admin import FundYearAdmin

__all__ = [
    "AssignmentAdmin",
    "FundProjectAdmin",
    "FundYearAdmin",
    "JournalTransferAdmin",
    "OtherIncomeAdmin",
    "ProjectStoryAdmin",
    "SpendingAdmin",
]

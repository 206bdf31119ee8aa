"""Fund projects: what they are, how they are paid for, what is spent, what comes of it."""

from projects.models.outcome import (
    ProjectResult,
    ProjectSite,
    ProjectStory,
    StoryKind,
    StoryPicture,
)
from projects.models.plan import (
    Approval,
    ApprovalBody,
    Assignment,
    FundingLine,
    FundingSource,
    ProjectStep,
    TargetChange,
)
from projects.models.project import (
    FundProject,
    ProjectKind,
    ProjectStatus,
    Purpose,
    WhenReached,
    WhenShort,
    WhenSurplus,
)
from projects.models.published import HEAD_NAMES_FROM, GivenGift, NamedBy, NamedItem
from projects.models.spending import (
    FIXED_ACCOUNTS,
    OPEN,
    Category,
    Evidence,
    Source,
    Spending,
    SpendingStatus,
)

__all__ = [
    "FIXED_ACCOUNTS",
    "HEAD_NAMES_FROM",
    "OPEN",
    "Approval",
    "ApprovalBody",
    "Assignment",
    "Category",
    "Evidence",
    "FundProject",
    "FundingLine",
    "FundingSource",
    "GivenGift",
    "NamedBy",
    "NamedItem",
    "ProjectKind",
    "ProjectResult",
    "ProjectSite",
    "ProjectStatus",
    "ProjectStep",
    "ProjectStory",
    "Purpose",
    "Source",
    "Spending",
    "SpendingStatus",
    "StoryKind",
    "StoryPicture",
    "TargetChange",
    "WhenReached",
    "WhenShort",
    "WhenSurplus",
]

"""The pages of this app on the officials' site; Django looks for them here."""

from projects.project_admin import FundProjectAdmin
from projects.story_admin import ProjectStoryAdmin

__all__ = ["FundProjectAdmin", "ProjectStoryAdmin"]

"""The pages of this app on the officials' site; Django looks for them here."""

from projects.project_admin import FundProjectAdmin

__all__ = ["FundProjectAdmin"]

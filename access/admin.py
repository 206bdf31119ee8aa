"""The pages of this app on the officials' site; Django looks for them here."""

from access.staff_admin import InvitationAdmin, OfficialAdmin, RoleChangeAdmin

__all__ = ["InvitationAdmin", "OfficialAdmin", "RoleChangeAdmin"]

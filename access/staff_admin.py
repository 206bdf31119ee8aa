"""Who works here: to invite, to switch off, and to change roles with a second official."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from access import invitations, role_changes
from access.staff_models import ChangeStatus, Invitation, RoleChange
from accounts.admin_base import OfficialRequest, OfficialsAdmin
from accounts.admin_steps import OffersNextSteps, dialog, role_carries, step
from accounts.models import Role, User
from kernel.errors import DomainError

ROLES = [(role.value, role.label) for role in Role if role in role_changes.OF_ONE_GOVERNMENT]


class InviteForm(forms.Form):
    """Whom."""

    email = forms.EmailField(label=_("e-mail"), widget=UnfoldAdminEmailInputWidget)
    name = forms.CharField(
        label=_("name"), max_length=60, required=False, widget=UnfoldAdminTextInputWidget
    )


class RoleForm(BaseDialogForm):  # type: ignore[misc]
    """Which role."""

    role = forms.ChoiceField(label=_("role"), choices=ROLES, widget=UnfoldAdminSelectWidget)


@admin.register(User)
class OfficialAdmin(OffersNextSteps, OfficialsAdmin):
    """Who else works here; for the manager."""

    list_display = ("email", "name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "role", "municipality", "is_active", "joined_at", "last_login")
    list_select_related = ("municipality",)
    actions_list = ("invite",)
    actions_detail = ("change_role", "reset_access", "switch_off")

    has_invite_permission = role_carries(invitations.MAY_INVITE)
    has_switch_permission = role_carries(role_changes.MAY_SWITCH_OFF)
    has_ask_permission = role_carries(role_changes.MAY_REQUEST)

    @override
    def next_steps(self, row: User, official: User) -> Collection[str]:
        """Offer what a manager may do to a colleague, not to themselves."""
        if row.pk == official.pk:
            return ()
        return self.actions_detail if row.is_active else ("change_role",)

    @action(  # type: ignore[untyped-decorator]
        description=_("Invite a colleague"),
        url_path="invite",
        permissions=["invite"],
        icon="person_add",
    )
    def invite(self, request: OfficialRequest) -> HttpResponse:
        """Ask whom; show the link once, to be handed over in person."""
        form = InviteForm(request.POST or None)
        link, invitation = "", None
        if form.is_valid():
            told = form.cleaned_data
            try:
                made = invitations.invite(told["email"], told["name"], actor=request.user)
            except (DomainError, ValidationError) as refusal:
                form.add_error(
                    "email", str(refusal) if isinstance(refusal, DomainError) else refusal
                )
            else:
                path = reverse("admin:invitation_link", args=[made.token])
                link, invitation = request.build_absolute_uri(path), made.invitation
        context: dict[str, Any] = {
            "title": _("Invite a colleague"),
            "form": form,
            "link": link,
            "invitation": invitation,
            "government": request.user.municipality,
        }
        everywhere = self.admin_site.each_context(request)
        answer = TemplateResponse(request, "access/invite.html", {**everywhere, **context})
        answer["Cache-Control"] = "private, no-store"
        return answer

    change_role = step(
        "change_role",
        _("Change the role, or switch on again"),
        needs="ask",
        icon="badge",
        asks=dialog(
            _("Ask for another role"),
            _("A second official, a manager or the auditor, decides within seven days."),
            RoleForm,
            _("Ask"),
        ),
        take=lambda pk, told, actor: role_changes.request_role_change(
            pk, Role(told["role"]), actor=actor
        ),
        done=_("Asked for. A second official has to decide."),
    )
    reset_access = step(
        "reset_access",
        _("Unlock, and set up a new authenticator"),
        needs="switch",
        icon="lock_reset",
        asks=dialog(
            _("Unlock this account"),
            _(
                "The lock ends, and the next log-in sets up a new authenticator. Make sure that it "
                "is your colleague who asks."
            ),
            None,
            _("Unlock"),
        ),
        take=lambda pk, _told, actor: role_changes.reset_access(pk, actor=actor),
        done=_("Done. The next log-in sets up a new authenticator."),
    )
    switch_off = step(
        "switch_off",
        _("Switch off"),
        needs="switch",
        icon="person_off",
        asks=dialog(
            _("Switch this official off"),
            _(
                "The official is logged out at once and cannot log in. What they did stays on "
                "record under their name."
            ),
            None,
            _("Switch off"),
        ),
        take=lambda pk, _told, actor: role_changes.switch_off(pk, actor=actor),
        done=_("Switched off."),
    )


@admin.register(Invitation)
class InvitationAdmin(OffersNextSteps, OfficialsAdmin):
    """Links that were handed out, and what became of each."""

    list_display = ("email", "name", "invited_by", "invited_at", "expires_at", "state")
    list_select_related = ("invited_by", "official")
    ordering = ("-id",)
    readonly_fields = ("state",)
    fields = ("email", "name", "invited_by", "invited_at", "expires_at", "state", "official")
    actions_detail = ("withdraw",)

    @override
    def next_steps(self, row: Invitation, official: User) -> Collection[str]:
        """Offer to withdraw a link that nobody has used."""
        return () if row.official_id or row.withdrawn_at else ("withdraw",)

    @display(description=_("state"))  # type: ignore[untyped-decorator]
    def state(self, invitation: Invitation) -> str:
        if invitation.official_id:
            return str(_("Used"))
        if invitation.withdrawn_at:
            return str(_("Withdrawn"))
        return str(_("Open") if invitation.expires_at > timezone.now() else _("Run out"))

    has_invite_permission = role_carries(invitations.MAY_INVITE)

    withdraw = step(
        "withdraw",
        _("Withdraw"),
        needs="invite",
        icon="link_off",
        asks=dialog(
            _("Withdraw this invitation"),
            _("The link does not work any more."),
            None,
            _("Withdraw"),
        ),
        take=lambda pk, _told, actor: invitations.withdraw(pk, actor=actor),
        done=_("Withdrawn."),
    )


@admin.register(RoleChange)
class RoleChangeAdmin(OffersNextSteps, OfficialsAdmin):
    """Changes of role: what waits, and what was decided by whom."""

    list_display = (
        "official",
        "role_before",
        "role_after",
        "requested_by",
        "requested_at",
        "status",
    )
    list_select_related = ("official", "requested_by", "decided_by")
    list_filter = ("status",)
    ordering = ("-id",)
    fields = (
        "official",
        "role_before",
        "role_after",
        "status",
        "requested_by",
        "requested_at",
        "expires_at",
        "decided_by",
        "decided_at",
    )
    actions_detail = ("approve", "refuse", "withdraw")
    next_by_status: ClassVar = {ChangeStatus.REQUESTED: actions_detail}
    not_by: ClassVar = dict.fromkeys(("approve", "refuse"), ("requested_by", "official"))
    only_by: ClassVar = {"withdraw": "requested_by"}

    has_ask_permission = role_carries(role_changes.MAY_REQUEST)
    has_decide_permission = role_carries(role_changes.MAY_DECIDE)

    approve = step(
        "approve",
        _("Approve"),
        needs="decide",
        icon="check",
        asks=dialog(
            _("Approve this change of role"), _("It holds from this moment on."), None, _("Approve")
        ),
        take=lambda pk, _told, actor: role_changes.decide_role_change(pk, grant=True, actor=actor),
        done=_("The role is changed."),
    )
    refuse = step(
        "refuse",
        _("Refuse"),
        needs="decide",
        icon="close",
        asks=dialog(_("Refuse this change of role"), _("The role stays."), None, _("Refuse")),
        take=lambda pk, _told, actor: role_changes.decide_role_change(pk, grant=False, actor=actor),
        done=_("Refused. The role stays as it is."),
    )
    withdraw = step(
        "withdraw",
        _("Withdraw my request"),
        needs="ask",
        icon="undo",
        asks=dialog(_("Withdraw this request"), _("The role stays."), None, _("Withdraw")),
        take=lambda pk, _told, actor: role_changes.withdraw_role_change(pk, actor=actor),
        done=_("The request is withdrawn."),
    )

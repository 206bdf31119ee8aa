"""Who works here: to invite, to switch off, and to change roles with a second official."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.dataclasses import UnfoldAction
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
from accounts.admin_steps import TakesSteps, dialog
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
class OfficialAdmin(TakesSteps, OfficialsAdmin):
    """Who else works here; for the manager."""

    list_display = ("email", "name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "role", "municipality", "is_active", "joined_at", "last_login")
    list_select_related = ("municipality",)
    actions_list = ("invite",)
    actions_detail = ("change_role", "reset_access", "switch_off")

    def has_invite_permission(self, request: HttpRequest, *_row: object) -> bool:
        """Say whether the role invites colleagues."""
        return request.user.has_perm(invitations.MAY_INVITE)

    def has_switch_permission(self, request: HttpRequest, *_row: object) -> bool:
        """Say whether the role switches colleagues off."""
        return request.user.has_perm(role_changes.MAY_SWITCH_OFF)

    def has_ask_permission(self, request: HttpRequest, *_row: object) -> bool:
        """Say whether the role asks for changes of role."""
        return request.user.has_perm(role_changes.MAY_REQUEST)

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

    @action(  # type: ignore[untyped-decorator]
        description=_("Change the role, or switch on again"),
        url_path="change-role",
        permissions=["ask"],
        icon="badge",
        dialog=dialog(
            _("Ask for another role"),
            _("A second official, a manager or the auditor, decides within seven days."),
            RoleForm,
            _("Ask"),
        ),
    )
    def change_role(self, request: OfficialRequest, form: RoleForm, object_id: str) -> HttpResponse:
        """Ask for another role."""
        role = Role(form.cleaned_data["role"])
        return self.take(
            request,
            lambda: role_changes.request_role_change(int(object_id), role, actor=request.user),
            _("Asked for. A second official has to decide."),
            self._address(object_id),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Unlock, and set up a new authenticator"),
        url_path="reset-access",
        permissions=["switch"],
        icon="lock_reset",
        dialog=dialog(
            _("Unlock this account"),
            _(
                "The lock ends, and the next log-in sets up a new authenticator. Make sure that it "
                "is your colleague who asks."
            ),
            None,
            _("Unlock"),
        ),
    )
    def reset_access(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """End the lock; a new authenticator is set up at the next log-in."""
        return self.take(
            request,
            lambda: role_changes.reset_access(int(object_id), actor=request.user),
            _("Done. The next log-in sets up a new authenticator."),
            self._address(object_id),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Switch off"),
        url_path="switch-off",
        permissions=["switch"],
        icon="person_off",
        dialog=dialog(
            _("Switch this official off"),
            _(
                "The official is logged out at once and cannot log in. What they did stays on "
                "record under their name."
            ),
            None,
            _("Switch off"),
        ),
    )
    def switch_off(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """Let the official in no more."""
        return self.take(
            request,
            lambda: role_changes.switch_off(int(object_id), actor=request.user),
            _("Switched off."),
            self._address(object_id),
        )

    def _address(self, object_id: str) -> str:
        return reverse("admin:accounts_user_change", args=[object_id])


@admin.register(Invitation)
class InvitationAdmin(TakesSteps, OfficialsAdmin):
    """Links that were handed out, and what became of each."""

    list_display = ("email", "name", "invited_by", "invited_at", "expires_at", "state")
    list_select_related = ("invited_by", "official")
    ordering = ("-id",)
    readonly_fields = ("state",)
    fields = ("email", "name", "invited_by", "invited_at", "expires_at", "state", "official")
    actions_detail = ("withdraw",)

    @display(description=_("state"))  # type: ignore[untyped-decorator]
    def state(self, invitation: Invitation) -> str:
        if invitation.official_id:
            return str(_("Used"))
        if invitation.withdrawn_at:
            return str(_("Withdrawn"))
        return str(_("Open") if invitation.expires_at > timezone.now() else _("Run out"))

    def has_invite_permission(self, request: HttpRequest, *_row: object) -> bool:
        """Say whether the role invites colleagues."""
        return request.user.has_perm(invitations.MAY_INVITE)

    @action(  # type: ignore[untyped-decorator]
        description=_("Withdraw"),
        url_path="withdraw",
        permissions=["invite"],
        icon="link_off",
        dialog=dialog(
            _("Withdraw this invitation"),
            _("The link does not work any more."),
            None,
            _("Withdraw"),
        ),
    )
    def withdraw(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """Make the link void."""
        return self.take(
            request,
            lambda: invitations.withdraw(int(object_id), actor=request.user),
            _("Withdrawn."),
            reverse("admin:access_invitation_change", args=[object_id]),
        )


@admin.register(RoleChange)
class RoleChangeAdmin(TakesSteps, OfficialsAdmin):
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
    actions_detail = ("approve", "refuse")

    def has_decide_permission(self, request: HttpRequest, *_row: object) -> bool:
        """Say whether the role decides about roles."""
        return request.user.has_perm(role_changes.MAY_DECIDE)

    @override
    def get_actions_detail(self, request: OfficialRequest, object_id: str) -> list[UnfoldAction]:
        """Offer the decision while there is one to take."""
        change: Model = self.get_object(request, object_id)
        waits = isinstance(change, RoleChange) and change.status == ChangeStatus.REQUESTED
        return super().get_actions_detail(request, object_id) if waits else []

    def _decide(self, request: OfficialRequest, object_id: str, *, grant: bool) -> HttpResponse:
        return self.take(
            request,
            lambda: role_changes.decide_role_change(
                int(object_id), grant=grant, actor=request.user
            ),
            _("The role is changed.") if grant else _("Refused. The role stays as it is."),
            reverse("admin:access_rolechange_change", args=[object_id]),
        )

    @action(  # type: ignore[untyped-decorator]
        description=_("Approve"),
        url_path="approve",
        permissions=["decide"],
        icon="check",
        dialog=dialog(
            _("Approve this change of role"), _("It holds from this moment on."), None, _("Approve")
        ),
    )
    def approve(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """Grant the change."""
        return self._decide(request, object_id, grant=True)

    @action(  # type: ignore[untyped-decorator]
        description=_("Refuse"),
        url_path="refuse",
        permissions=["decide"],
        icon="close",
        dialog=dialog(_("Refuse this change of role"), _("The role stays."), None, _("Refuse")),
    )
    def refuse(
        self, request: OfficialRequest, _form: BaseDialogForm, object_id: str
    ) -> HttpResponse:
        """Turn the change down."""
        return self._decide(request, object_id, grant=False)

"""Who acts: officials, who log in to the admin site, and portals, which call the API."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication
from oauth2_provider.settings import oauth2_settings
from typing_extensions import override

from accounts.roles import PERMISSIONS, Role

__all__ = ["Actor", "Channel", "Portal", "Role", "User"]


class OfficialQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> "OfficialQuerySet":
        """Keep the officials of the local government that ``user`` manages."""
        if user.role != Role.MANAGER or user.municipality is None:
            return self.none()
        return self.filter(municipality_id__in=user.municipality.lineage_codes())


class OfficialManager(BaseUserManager["User"]):
    """Makes officials; there is no superuser."""

    def get_queryset(self) -> OfficialQuerySet:
        return OfficialQuerySet(self.model, using=self._db)

    def visible_to(self, user: "User") -> OfficialQuerySet:
        """See :meth:`OfficialQuerySet.visible_to`."""
        return self.get_queryset().visible_to(user)

    def create_official(
        self, email: str, password: str, *, role: Role, municipality_id: str | None
    ) -> "User":
        """Return a new official who logs in with ``email``, upper and lower case being one."""
        user = self.model(email=email.lower(), role=role, municipality_id=municipality_id)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]
    """An official. One who leaves is switched off, never deleted.

    What an official may do follows from the role alone (``accounts.permissions``): there are no
    groups, no permissions by hand and no superuser.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    municipality = models.ForeignKey(
        "regions.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="officials",
        verbose_name=_("local government"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    saved_filters = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), blank=True, editable=False
    )
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[OfficialManager] = OfficialManager()

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        constraints = [
            models.CheckConstraint(
                name="official_has_a_local_government_unless_national",
                condition=Q(role="national", municipality=None)
                | (~Q(role="national") & Q(municipality__isnull=False)),
            ),
            models.CheckConstraint(
                name="official_e_mail_is_lower_case", condition=Q(email=Lower(F("email")))
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Every active official may enter the admin site."""
        return self.is_active

    def has_perm(self, perm: str, _obj: object = None) -> bool:
        """Say whether the role carries ``perm``, written ``app.action_model`` as Django does."""
        return self.is_active and perm in PERMISSIONS.get(self.role, frozenset())

    def has_module_perms(self, app_label: str) -> bool:
        """Say whether the role carries any permission in an app."""
        return any(
            self.has_perm(perm)
            for perm in PERMISSIONS.get(self.role, frozenset())
            if perm.startswith(f"{app_label}.")
        )


class Channel(models.TextChoices):
    """The way a donation came in (KR-SYS-13)."""

    PORTAL = "PORTAL", _("Public portal")
    BANK_COUNTER = "BANK_COUNTER", _("Bank counter")
    PLATFORM = "PLATFORM", _("Private platform")
    BANK_APP = "BANK_APP", _("Bank app")
    LG_OFFICE = "LG_OFFICE", _("Local government office")


class Portal(AbstractApplication):  # type: ignore[misc]
    """A system that reports donations over the API, with client credentials of its own."""

    channel = models.CharField(
        _("channel"), max_length=12, choices=Channel, default=Channel.PLATFORM
    )
    channel_id = models.CharField(
        _("the platform's or bank's own code"), max_length=24, blank=True, default=""
    )
    scopes = models.TextField(_("scopes"), help_text=_("separated by spaces"))
    requires_hold = models.BooleanField(_("requires a hold"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(AbstractApplication.Meta):  # type: ignore[misc]
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"
        verbose_name = _("portal")
        verbose_name_plural = _("portals")

    is_authenticated = True
    """DRF asks this of whoever a token stands for."""

    @override
    def is_usable(self, request: object) -> bool:
        """Say whether the token endpoint may serve this portal."""
        return self.is_active

    @property
    def granted_scopes(self) -> list[str]:
        """What this portal may ask for, in the order of the settings."""
        granted = self.scopes.split()
        return [scope for scope in oauth2_settings.SCOPES if scope in granted]

    @property
    def channel_code(self) -> str:
        """The channel as KR-SYS-13 writes it, for example ``PLATFORM:wegive``.

        A platform or bank app that was given no code of its own has the portal's number.
        """
        if self.channel in {Channel.PLATFORM, Channel.BANK_APP}:
            return f"{self.channel}:{self.channel_id or self.pk}"
        return str(self.channel)


Actor = User | Portal | None
"""Whoever does something; ``None`` is the service itself."""

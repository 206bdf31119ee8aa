"""Who acts: officials, who log in to the admin site, and portals, which call the API."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication


class Role(models.TextChoices):
    """What an official may do. All but ``NATIONAL`` belong to one local government."""

    CLERK = "clerk", _("Clerk")
    MANAGER = "manager", _("Manager")
    AUDITOR = "auditor", _("Auditor")
    NATIONAL = "national", _("National (totals only)")


class OfficialManager(BaseUserManager["User"]):
    """Makes officials; there is no superuser."""

    def create_official(
        self, email: str, password: str, *, role: Role, municipality_id: str | None
    ) -> "User":
        """Return a new official who logs in with ``email``."""
        user = self.model(
            email=self.normalize_email(email), role=role, municipality_id=municipality_id
        )
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An official. One who leaves is switched off, never deleted."""

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
    joined_at = models.DateTimeField(auto_now_add=True)

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
            )
        ]

    @property
    def is_staff(self) -> bool:
        """Every active official may enter the admin site."""
        return self.is_active


class Channel(models.TextChoices):
    """The way a donation came in (KR-SYS-13)."""

    PORTAL = "PORTAL", _("Public portal")
    BANK_COUNTER = "BANK_COUNTER", _("Bank counter")
    PLATFORM = "PLATFORM", _("Private platform")
    BANK_APP = "BANK_APP", _("Bank app")
    LG_OFFICE = "LG_OFFICE", _("Local government office")


class Portal(AbstractApplication):
    """A system that reports donations over the API, with client credentials of its own."""

    channel = models.CharField(max_length=12, choices=Channel, default=Channel.PLATFORM)
    scopes = models.TextField(help_text="space-separated")
    requires_hold = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta(AbstractApplication.Meta):
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"
        verbose_name = _("portal")
        verbose_name_plural = _("portals")

    is_authenticated = True
    """DRF asks this of whoever a token stands for."""

    @property
    def channel_code(self) -> str:
        """The channel as KR-SYS-13 writes it, for example ``PLATFORM:7``."""
        if self.channel in {Channel.PLATFORM, Channel.BANK_APP}:
            return f"{self.channel}:{self.pk}"
        return str(self.channel)


Actor = User | Portal | None
"""Whoever does something; ``None`` is the service itself."""

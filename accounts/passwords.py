"""A rule of passwords beside Django's own: a new one is another one."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User


class AnotherThanBefore:
    """A changed password differs from the one before."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse the password that ``user`` has now."""
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("This is the password that you have now."), code="the_same")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("Your new password has to differ from the one that you have now.")

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from oauth2_provider.models import AccessToken

from accounts.tasks import forget_the_expired
from tests.people import make_portal


def test_what_has_run_out_is_forgotten_and_nothing_else(db):
    portal = make_portal("위기브")
    now = timezone.now()
    for name, hours in (("old", -1), ("new", 1)):
        expires = now + timedelta(hours=hours)
        AccessToken.objects.create(application=portal, token=name, expires=expires)
        Session.objects.create(session_key=name, session_data="", expire_date=expires)

    forget_the_expired()
    forget_the_expired()

    assert [token.token for token in AccessToken.objects.all()] == ["new"]
    assert [session.session_key for session in Session.objects.all()] == ["new"]

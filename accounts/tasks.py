"""Housekeeping of who may act."""

from django.contrib.sessions.backends.db import SessionStore
from oauth2_provider.models import clear_expired

from kernel.background import app


@app.task(acks_late=True, ignore_result=True, soft_time_limit=600, time_limit=660)
def forget_the_expired() -> None:
    """Delete access tokens and sessions that have run out; safe to run at any time."""
    clear_expired()
    SessionStore.clear_expired()

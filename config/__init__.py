"""Settings, URLs, Celery and the processes: the one package that knows all others."""

from config.celery import app as celery_app

__all__ = ["celery_app"]

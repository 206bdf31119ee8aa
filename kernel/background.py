"""The Celery application that tasks belong to. Workers import it, and a web process once it sends.

It is seven megabytes, and most web processes never send: what sends a task imports the module of
the task where it sends. The schedule is in ``config.celery``.
"""

from celery import Celery

app = Celery("hometown")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

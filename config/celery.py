"""The Celery application and its schedule, in Seoul time."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from celery.schedules import crontab
from celery.signals import task_prerun, worker_process_init, worker_ready

from kernel.background import app
from kernel.garbage import settle
from reports.schedule import DAYS

__all__ = ["app"]

app.conf.beat_schedule = {
    "reports: what fell due or was lost": {
        "task": "reports.tasks.catch_up",
        "schedule": crontab(minute="*/10"),
    },
    **{
        f"reports: {edition}": {
            "task": "reports.tasks.catch_up",
            "schedule": crontab(
                month_of_year=",".join(map(str, days.months)),
                day_of_month=str(days.day),
                hour=str(days.at.hour),
                minute=str(days.at.minute),
            ),
        }
        for edition, days in DAYS.items()
    },
    "reports: order all bodies by the newest figures": {
        "task": "reports.tasks.order_bodies",
        "schedule": crontab(),
    },
    "projects: let requests for money expire": {
        "task": "projects.tasks.expire_due",
        "schedule": crontab(hour="0", minute="20"),
    },
    "receipts: send lost year-end batches again": {
        "task": "receipts.tasks.sweep_year_end",
        "schedule": crontab(minute="*/10"),
    },
    "receipts: erase year-end bundles whose time is over": {
        "task": "receipts.tasks.erase_bundles",
        "schedule": crontab(hour="3", minute="45"),
    },
    "desk: fold the sums of the days and of the months in the journal": {
        "task": "desk.tasks.fold_tallies",
        "schedule": crontab(),
    },
    "projects: close campaigns that are over or full": {
        "task": "projects.tasks.close_due",
        "schedule": crontab(minute="1-59/10"),
    },
    "desk: send lost files again": {
        "task": "desk.tasks.sweep_files",
        "schedule": crontab(),
    },
    "desk: erase uploaded files": {
        "task": "desk.tasks.erase_files",
        "schedule": crontab(hour="3", minute="40"),
    },
    "audit: seal what was written down": {
        "task": "audit.tasks.seal_audit",
        "schedule": crontab(hour="0", minute="20"),
    },
    "donations: erase personal data whose time is over": {
        "task": "donations.tasks.erase_personal_data",
        "schedule": crontab(day_of_month="2", hour="2", minute="40"),
    },
    "donations: make donors from before findable": {
        "task": "donations.tasks.fill_lookup_hashes",
        "schedule": crontab(hour="2", minute="10"),
    },
    "accounts: forget tokens and sessions that have run out": {
        "task": "accounts.tasks.forget_the_expired",
        "schedule": crontab(hour="3", minute="30"),
    },
    "access: forget failed tries that no limit asks about": {
        "task": "access.tasks.forget_failed_tries",
        "schedule": crontab(hour="3", minute="35"),
    },
}
"""Each is safe to fire twice: a run over unchanged data is the run there already is."""


@worker_ready.connect
def make_up(**_facts: object) -> None:
    """Make up for what fell due while nobody worked."""
    app.send_task("reports.tasks.catch_up")
    app.send_task("reports.tasks.order_bodies")


@worker_process_init.connect
def settle_down(**_facts: object) -> None:
    """Collect garbage as rarely as a web process does."""
    settle()


@task_prerun.connect
def look_anew(**_facts: object) -> None:
    """Have each task see the reference data of now, as each request does."""
    from regions.snapshot import expire

    expire()

"""A real worker killed in the middle of each format: the run is made up, and equal."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from reports import runs, tasks
from reports.documents import store
from reports.models import ReportRow, ReportRun, RunStatus
from tests import servers


def kill_in(where: str, run: ReportRun, database: str, data: Path) -> None:
    """Have a worker of its own process make ``run``, and kill it when it is halfway there."""
    worker = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.reports.dying_worker", str(run.pk), where],
        cwd=servers.ROOT,
        env={
            **os.environ,
            "DATABASE_URL": servers.url_of(database, "application"),
            "DATABASE_OWNER_URL": servers.url_of(database, "owner"),
            "HOMETOWN_DATA": str(data),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    with worker:
        assert worker.stdout.readline() == "halfway\n"
        os.kill(worker.pid, signal.SIGKILL)
    assert worker.returncode == -signal.SIGKILL


def time_passes() -> None:
    """Let the lease of whoever was killed end."""
    ReportRun.objects.filter(status=RunStatus.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    ReportRun.objects.update(stage_at=timezone.now() - runs.LEASE - timedelta(seconds=1))


def is_whole(path: Path, run: ReportRun) -> bool:
    return path.name.startswith(run.slug)


def test_a_run_whose_workers_are_killed_in_its_rows_and_in_every_format_is_made_up_and_equal(
    own_database, documents_folder, tmp_path
):
    run = runs.request_run(2025)
    kill_in("rows", run, own_database, tmp_path)
    run.refresh_from_db()
    assert run.status == RunStatus.RUNNING
    assert not ReportRow.objects.exists()
    for kind in store.MAKERS:
        time_passes()
        assert runs.lost_runs() == [run.pk]
        kill_in(kind, run, own_database, tmp_path)
        run.refresh_from_db()
        assert (run.status, run.stage) == (RunStatus.DONE, kind)
        assert run.documents_made_at is None
        assert not list(documents_folder.rglob(f"*.{kind}")), "half a document is never seen"
    halves = [path for path in documents_folder.rglob("*") if path.is_file()]
    assert len(halves) == len(store.MAKERS) + sum(is_whole(path, run) for path in halves)
    time_passes()
    for path in halves:
        os.utime(path, (0, 0))
    assert runs.lost_runs() == [run.pk]

    tasks.make(run.pk, claimant="the one who lives")

    run.refresh_from_db()
    assert run.documents_made_at is not None
    assert runs.lost_runs() == []
    assert run.data_sha256 == runs.rows_sha256(list(run.rows.order_by("position")))
    there = {path.name: path for path in documents_folder.rglob("*") if path.is_file()}
    wanted = {
        store.file_name(run, kind, language): (kind, language)
        for kind in store.MAKERS
        for language in store.MADE_AHEAD
    }
    assert set(there) == set(wanted), "all that was asked for, and no half document left behind"
    for name, (kind, language) in wanted.items():
        assert there[name].read_bytes() == store.MAKERS[kind](run, language), name

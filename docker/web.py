"""Become the HTTP server, started as ``make run`` starts it."""

import os
import shutil
from pathlib import Path

from config import env
from config.supervisor import WEB_MEMORY, web_command

figures = Path(env.text("HOMETOWN_DATA")) / "metrics"
shutil.rmtree(figures, ignore_errors=True)
figures.mkdir(parents=True)
os.environ |= {"PROMETHEUS_MULTIPROC_DIR": str(figures), **WEB_MEMORY}
command = web_command(env.text("HOST", "0.0.0.0"), env.number("PORT", 8000))  # noqa: S104
os.execv(command[0], command)  # noqa: S606

#!/usr/bin/env python
"""Run a management command, on the embedded servers unless DATABASE_URL and REDIS_URL are set."""

import os
import signal
import sys
from types import FrameType


def leave(number: int, _frame: FrameType | None) -> None:
    """End as if asked to exit, so that servers nobody else uses are stopped."""
    sys.exit(128 + number)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    signal.signal(signal.SIGTERM, leave)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.embedded import CannotStartError
    from config.environment import provided

    try:
        with provided():
            execute_from_command_line(sys.argv)
    except (CannotStartError, ImproperlyConfigured) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()

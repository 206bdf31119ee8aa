"""What a web process has in memory before its first request."""

import subprocess
import sys

from django.conf import settings

ELSEWHERE = {
    "PIL",
    "celery",
    "charset_normalizer",
    "fontTools",
    "kombu",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pyhanko",
    "scipy",
    "typst",
    "xlsxwriter",
}
"""What only workers need, or the process apart, or the one request that makes a workbook."""

LOADED = """
import gc
import sys
import config.wsgi
assert gc.get_freeze_count() > 100_000
assert gc.callbacks or sys.platform != "linux"
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_it_has_loaded_nothing_that_only_some_requests_need():
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", LOADED],
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )

    loaded = set(done.stdout.split())
    assert {"django", "rest_framework", "desk", "reports"} <= loaded
    assert not loaded & ELSEWHERE

"""The chain over what was written down, every day."""

from accounts import scope
from audit import chain
from kernel.background import app


@app.task(acks_late=True, ignore_result=True, soft_time_limit=600, time_limit=660)
def seal_audit() -> None:
    """Make the day's links; safe to run at any time."""
    with scope.within(scope.SYSTEM):
        chain.seal()

"""What rows have in common that makes their order count: a person, a reference, a full project.

Of two gifts of one person the upper is first counted under the cap, of two rows of one reference
the upper is the donation, and a project that closes at its target takes gifts until it is full.
All else of two rows is as independent as the reports of two portals.

A tie is four bytes of a hash keyed with the file's number. Should two meet by chance, one piece
waits for another without need; that is all.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from uuid import UUID

from donations.models import Donor
from donations.offer import Offer
from projects.models import FundProject, WhenReached

SIZE = 4


def ties_of(
    offer: Offer, donor: Donor | None, projects: Mapping[int, FundProject], *, is_named: bool
) -> Iterator[str]:
    """Return what ties a row to others; ``is_named``: its reference is the source's own.

    A person with two numbers is tied by both to what either gives.
    """
    yield f"person {offer.donor.identity_hash}"
    if donor is not None:
        yield f"donor {donor.person_id}"
    if is_named:
        yield f"reference {offer.portal_reference}"
    project = projects.get(offer.project_id) if offer.project_id is not None else None
    if project is not None and project.when_reached == WhenReached.CLOSE:
        yield f"project {project.pk}"


def pressed(ties: Iterable[str], file_id: UUID) -> bytes:
    """Return ``ties`` as they are kept with a piece of the file."""
    return b"".join(
        blake2b(tie.encode(), digest_size=SIZE, key=file_id.bytes).digest() for tie in ties
    )


def opened(kept: bytes) -> set[int]:
    """Return the ties of a piece, to be compared with those of another of the same file."""
    return set(memoryview(kept).cast("I"))

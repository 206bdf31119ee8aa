"""Stories from a project and letters to its donors: written by a clerk, published by a manager.

What is published is not changed; it is taken back first. Nothing is told of what has not begun.
"""

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.changes import Changes, changes_of, moved
from kernel.errors import DomainError, NotFound
from projects.errors import StateConflict
from projects.life import BEGUN, MAY_DECIDE, MAY_PLAN, locked, tell
from projects.models import FundProject, ProjectStory, StoryPicture
from projects.pictures import Drawn

TOLD = ("kind", "title_ko", "title_en", "body_ko", "body_en", "author", "told_on")
"""What a story says."""

TEXTS = frozenset({"title_ko", "title_en", "body_ko", "body_en", "author"})
"""What of it may tell who somebody is."""

MOST_PICTURES = 8


class TooManyPictures(DomainError):
    """A story with more than fits a page."""

    code = "too_many_pictures"
    title = _("The story has pictures enough")
    detail = _("A story may have up to %(most)s pictures.")


class StoryPublished(DomainError):
    """Readers have seen it."""

    code = "story_published"
    status = 409
    title = _("The story is published")
    detail = _("Take it back before it is changed.")


@transaction.atomic
def write_story(story: ProjectStory, *, actor: User) -> ProjectStory:
    """Save ``story``, an unsaved row; it is shown once a manager publishes it.

    Raises:
        NotFound, RoleMissing: as for every step of a project.
        StateConflict: the project has not begun, or was given up.
    """
    project = locked(story.project_id, actor, MAY_PLAN)
    if project.status not in BEGUN:
        raise StateConflict(state=project.get_status_display())
    told = {name: getattr(story, name) for name in TOLD}
    written = ProjectStory.objects.create(
        project=project, written_by=actor, is_demo=project.is_demo, **told
    )
    _tell("project.story_written", project, written, actor)
    return written


@transaction.atomic
def rewrite_story(story: ProjectStory, *, actor: User) -> None:
    """Take over what ``story`` says now.

    Raises:
        NotFound, RoleMissing: as for every step of a project.
        StoryPublished: it is out.
    """
    project, before = _unpublished(story.pk, actor)
    for name in TOLD:
        setattr(before, name, getattr(story, name))
    changes = changes_of(before, TOLD)
    before.save(update_fields=TOLD)
    _tell("project.story_changed", project, before, actor, _without_texts(changes))


@transaction.atomic
def add_picture(
    story_id: UUID, drawn: Drawn, *, caption_ko: str, actor: User, caption_en: str = ""
) -> StoryPicture:
    """Put a picture that we have drawn to the story.

    Raises:
        NotFound, RoleMissing, StoryPublished: as for every change of a story.
        TooManyPictures: the story has its number.
    """
    project, story = _unpublished(story_id, actor)
    if story.pictures.count() >= MOST_PICTURES:
        raise TooManyPictures(most=MOST_PICTURES)
    picture = StoryPicture.objects.create(
        story=story,
        caption_ko=caption_ko,
        caption_en=caption_en,
        width=drawn.width,
        height=drawn.height,
        content=drawn.content,
        sha256=hashlib.sha256(drawn.content).hexdigest(),
    )
    _tell("project.picture_added", project, story, actor)
    return picture


@transaction.atomic
def remove_picture(picture_id: UUID, *, actor: User) -> None:
    """Take a picture out of a story that is not out yet.

    Raises:
        NotFound, RoleMissing, StoryPublished: as for every change of a story.
    """
    picture = StoryPicture.objects.filter(pk=picture_id).only("story_id").first()
    if picture is None:
        raise NotFound
    project, story = _unpublished(picture.story_id, actor)
    changes = moved(picture.sha256, None, "picture")
    picture.delete()
    _tell("project.picture_removed", project, story, actor, changes)


@transaction.atomic
def publish_story(story_id: UUID, *, actor: User) -> None:
    """Show a story to everybody.

    Raises:
        NotFound, RoleMissing: as for every step of a project.
        StoryPublished: it is out already.
    """
    project, story = _locked_story(story_id, actor, MAY_DECIDE)
    rows = ProjectStory.objects.filter(pk=story.pk, published_at=None)
    now = timezone.now()
    if rows.update(published_at=now) != 1:
        raise StoryPublished
    _tell("project.story_published", project, story, actor, moved(None, now, "published_at"))


@transaction.atomic
def take_story_back(story_id: UUID, *, actor: User) -> None:
    """Show a story to nobody any more, so that it can be changed.

    Raises:
        NotFound, RoleMissing: as for every step of a project.
        StateConflict: it is not out.
    """
    project, story = _locked_story(story_id, actor, MAY_DECIDE)
    rows = ProjectStory.objects.filter(pk=story.pk, published_at__isnull=False)
    if rows.update(published_at=None) != 1:
        raise StateConflict(state=_("not published"))
    changes = moved(story.published_at, None, "published_at")
    _tell("project.story_taken_back", project, story, actor, changes)


def _locked_story(story_id: UUID, actor: User, permission: str) -> tuple[FundProject, ProjectStory]:
    story = ProjectStory.objects.filter(pk=story_id).first()
    if story is None:
        raise NotFound
    project = locked(story.project_id, actor, permission)
    story.refresh_from_db()
    return project, story


def _unpublished(story_id: UUID, actor: User) -> tuple[FundProject, ProjectStory]:
    project, story = _locked_story(story_id, actor, MAY_PLAN)
    if story.published_at is not None:
        raise StoryPublished
    return project, story


def _without_texts(changes: Changes) -> Changes:
    """Return the changes with checksums in place of texts, which may tell of people."""
    return {
        name: [_checksum(value) for value in values] if name in TEXTS else values
        for name, values in changes.items()
    }


def _checksum(text: str | None) -> str | None:
    return hashlib.sha256(text.encode()).hexdigest() if text else text


def _tell(
    kind: str,
    project: FundProject,
    story: ProjectStory,
    actor: User,
    changes: Changes | None = None,
) -> None:
    tell(kind, project, actor, changes=changes, story=str(story.pk))

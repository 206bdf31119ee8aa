"""Stories and letters: written by a clerk, published by a manager, with pictures drawn anew."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts import scope
from accounts.models import Role
from audit.models import AuditEvent
from kernel.errors import NotFound
from kernel.uploads import LARGEST_REQUEST
from projects.errors import RoleMissing, StateConflict
from projects.models import ProjectStory, StoryPicture
from projects.pictures import Drawn, redraw
from projects.stories import (
    MOST_PICTURES,
    StoryPublished,
    TooManyPictures,
    add_picture,
    publish_story,
    remove_picture,
    rewrite_story,
    take_story_back,
    write_story,
)
from tests.admin.conftest import make_official
from tests.people import BUSAN_JUNG
from tests.projects.conftest import TODAY, at_step
from tests.projects.test_pictures import png_head, with_place
from tests.projects.test_project_pages_of_officials import rows


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), "navy").save(out, "JPEG")
    return out.getvalue()


def picture() -> Drawn:
    return redraw(BytesIO(jpeg()), len(jpeg()))


@pytest.fixture
def story(opened, clerk) -> ProjectStory:
    told = ProjectStory(
        project=opened(),
        kind="letter",
        title_ko="고맙습니다",
        body_ko="이불이 뽀송뽀송",
        told_on=TODAY,
    )
    return write_story(told, actor=clerk)


def test_a_clerk_writes_and_a_manager_publishes(story, clerk, manager):
    with pytest.raises(RoleMissing):
        publish_story(story.pk, actor=clerk)
    publish_story(story.pk, actor=manager)

    story.refresh_from_db()
    assert (story.written_by, story.published_at is None) == (clerk, False)
    with pytest.raises(StoryPublished):
        publish_story(story.pk, actor=manager)


def test_what_is_out_is_taken_back_before_it_is_changed(story, clerk, manager):
    shown = add_picture(story.pk, picture(), caption_ko="빨래방", actor=clerk)
    publish_story(story.pk, actor=manager)
    story.title_ko = "다른 제목"

    for act in (
        lambda: rewrite_story(story, actor=clerk),
        lambda: add_picture(story.pk, picture(), caption_ko="둘째", actor=clerk),
        lambda: remove_picture(shown.pk, actor=clerk),
    ):
        with pytest.raises(StoryPublished):
            act()
    take_story_back(story.pk, actor=manager)
    with pytest.raises(StateConflict):
        take_story_back(story.pk, actor=manager)
    rewrite_story(story, actor=clerk)
    changes = AuditEvent.objects.get(kind="project.story_changed").facts["changes"]
    assert changes.keys() == {"title_ko"}
    assert "다른 제목" not in str(changes)
    remove_picture(shown.pk, actor=clerk)

    assert ProjectStory.objects.get().title_ko == "다른 제목"
    assert not StoryPicture.objects.exists()


@pytest.mark.parametrize("status", ["draft", "approved", "cancelled"])
def test_nothing_is_told_of_what_has_not_begun(plan, clerk, status):
    project = at_step(plan(), status)

    with pytest.raises(StateConflict):
        write_story(ProjectStory(project=project, title_ko="t", told_on=TODAY), actor=clerk)

    assert not ProjectStory.objects.exists()


def test_a_story_of_another_government_is_not_found(story):
    stranger = make_official(Role.MANAGER, BUSAN_JUNG)

    for act in (
        lambda: rewrite_story(story, actor=stranger),
        lambda: publish_story(story.pk, actor=stranger),
        lambda: add_picture(story.pk, picture(), caption_ko="x", actor=stranger),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_story_has_pictures_enough_at_some_point(story, clerk):
    for _number in range(MOST_PICTURES):
        add_picture(story.pk, picture(), caption_ko="x", actor=clerk)

    with pytest.raises(TooManyPictures):
        add_picture(story.pk, picture(), caption_ko="x", actor=clerk)

    assert StoryPicture.objects.count() == MOST_PICTURES


def test_a_picture_goes_out_with_its_story_and_not_before(story, clerk, manager):
    shown = add_picture(story.pk, picture(), caption_ko="빨래방", actor=clerk)
    address = reverse("project-picture", args=[shown.pk])
    scope.leave()
    assert Client().get(address).status_code == 404
    with scope.within(scope.SYSTEM):
        publish_story(story.pk, actor=manager)

    answer = Client().get(address)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == picture().content
    again = Client().get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


# --- on the officials' site ---


def form(project, *pictures, **changes):
    return {
        "project": project.pk,
        "kind": "story",
        "told_on": "2026-10-05",
        "author": "부녀회",
        "title_ko": "첫 빨래",
        "body_ko": "오늘 첫 이불을 빨았습니다.",
        **rows("pictures", *pictures),
        **changes,
    }


def file_of(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


ADD = reverse("admin:projects_projectstory_add")


def test_a_story_is_written_with_its_pictures_on_one_page(login, clerk, manager, opened):
    project = opened()
    photo = {"upload": file_of(with_place().getvalue()), "caption_ko": "세탁기"}

    answer = login(clerk).post(ADD, form(project, photo))

    assert answer.status_code == 302
    story = ProjectStory.objects.get()
    assert (story.project, story.written_by, story.published_at) == (project, clerk, None)
    (shown,) = story.pictures.all()
    assert (shown.caption_ko, shown.width, shown.height) == ("세탁기", 20, 40)
    assert b"PhoneMaker" not in bytes(shown.content)

    page = reverse("admin:projects_projectstory_change", args=[story.pk])
    assert reverse("project-picture", args=[shown.pk]) in login(clerk).get(page).content.decode()
    step = reverse("admin:projects_projectstory_publish", args=[story.pk])
    assert login(clerk).post(step, {"_form_submitted": "on"}).status_code == 403
    login(manager).post(step, {"_form_submitted": "on"})
    story.refresh_from_db()
    assert story.published_at is not None


@pytest.mark.parametrize(
    "content", [b"MZ\x90 a program", png_head(30_000, 30_000)], ids=["a program", "a bomb"]
)
def test_what_is_no_picture_comes_back_beside_its_field(login, clerk, opened, content):
    photo = {"upload": file_of(content), "caption_ko": "세탁기"}

    answer = login(clerk).post(ADD, form(opened(), photo))

    assert answer.status_code == 200
    assert not ProjectStory.objects.exists()
    assert "picture" in str(answer.context["errors"])


def test_an_upload_of_200_megabytes_is_refused_before_it_is_kept(login, clerk, opened):
    assert LARGEST_REQUEST < 200 * 1024 * 1024
    answer = login(clerk).generic(
        "POST",
        ADD,
        b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=200 * 1024 * 1024,
    )

    assert answer.status_code == 400
    assert not ProjectStory.objects.exists()


def test_a_project_of_another_is_not_offered(login, clerk, opened):
    project = opened()
    stranger = make_official(Role.CLERK, BUSAN_JUNG)

    answer = login(stranger).post(ADD, form(project))

    assert answer.status_code == 200
    assert not ProjectStory.objects.exists()

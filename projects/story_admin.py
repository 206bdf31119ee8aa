"""Stories and letters on the officials' site: write, put pictures to, publish, take back."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.admin import StackedInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget

from accounts.admin_base import OfficialRequest, OfficialsAdmin, OnlyShown
from accounts.admin_steps import OffersNextSteps, SavesByUseCase, dialog, role_carries, step
from accounts.models import User
from kernel.errors import DomainError
from projects.life import BEGUN, MAY_DECIDE, MAY_PLAN
from projects.models import FundProject, ProjectStory, StoryPicture
from projects.pictures import Drawn, redraw
from projects.project_admin import is_own
from projects.stories import (
    add_picture,
    publish_story,
    remove_picture,
    rewrite_story,
    take_story_back,
    write_story,
)


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    """A file to be drawn anew, and what it shows."""

    upload = forms.FileField(
        label=_("Picture"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, up to 15 MB. Place and device are taken out of it."),
    )

    class Meta:
        model = StoryPicture
        fields = ("caption_ko", "caption_en")

    def clean_upload(self) -> Drawn:
        """Return the picture as we draw it."""
        upload = self.cleaned_data["upload"]
        try:
            return redraw(upload, upload.size)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class PictureInline(OnlyShown, StackedInline):  # type: ignore[misc]
    """What both lists of a story's pictures share: never exchanged, only added and removed."""

    model = StoryPicture
    extra = 0

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(MAY_PLAN) and not getattr(obj, "published_at", None)


class ShownFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows beside the new ones on the same page, so under a name of their own."""

    @classmethod
    @override
    def get_default_prefix(cls) -> str:
        return "shown"


class ShownPictures(PictureInline):
    """The pictures that a story has, to look at and to take out."""

    formset = ShownFormSet
    fields = ("shown", "caption_ko", "caption_en")
    readonly_fields = ("shown",)

    @display(description=_("as it is shown"))  # type: ignore[untyped-decorator]
    def shown(self, picture: StoryPicture) -> SafeString:
        address = reverse("project-picture", args=[picture.pk])
        return format_html('<img src="{}" alt="{}" width="240">', address, picture.caption_ko)


class NewPictures(PictureInline):
    """Pictures to be put to a story."""

    form = PictureForm
    fields = ("upload", "caption_ko", "caption_en")
    verbose_name_plural = _("new pictures")

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[StoryPicture]:
        return StoryPicture.objects.none()

    @override
    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_delete_permission(request, obj)


@admin.register(ProjectStory)
class ProjectStoryAdmin(OffersNextSteps, SavesByUseCase, OfficialsAdmin):
    """Stories of one's own local government, those that are not out yet first."""

    list_display = ("title_ko", "kind", "project", "told_on", "is_out")
    list_filter = ("kind",)
    list_select_related = ("project",)
    search_fields = ("title_ko", "title_en")
    ordering = ("-told_on", "-id")
    actions_detail = ("publish", "take_back")
    readonly_fields = ("is_out", "written_by")
    inlines = (ShownPictures, NewPictures)
    fieldsets = (
        (None, {"fields": ("project", ("kind", "told_on"), "author", ("title_ko", "title_en"))}),
        (_("Text"), {"fields": ("body_ko", "body_en")}),
        (_("State"), {"fields": (("written_by", "is_out"),)}),
    )

    @override
    def visible(self, user: User) -> QuerySet[ProjectStory]:
        if user.municipality is None:
            return ProjectStory.objects.none()
        codes = user.municipality.lineage_codes()
        return ProjectStory.objects.filter(project__recipient_id__in=codes)

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_PLAN)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not request.user.has_perm(MAY_PLAN):
            return False
        if not isinstance(obj, ProjectStory):
            return obj is None
        return is_own(request.user, obj.project) and obj.published_at is None

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Leave the state out of what is not there yet."""
        return self.fieldsets if obj is not None else self.fieldsets[:2]

    @override
    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        """Show no list of pictures where there cannot be one."""
        return self.inlines if obj is not None else (NewPictures,)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.readonly_fields if obj is None else (*self.readonly_fields, "project")

    @override
    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: OfficialRequest, **kwargs: Any
    ) -> Any:
        """Offer the own projects that have begun."""
        if db_field.name == "project":
            begun = FundProject.objects.visible_to(request.user).filter(status__in=BEGUN)
            kwargs["queryset"] = begun.order_by("-id")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @override
    def save_model(
        self, request: OfficialRequest, obj: ProjectStory, form: Any, change: bool
    ) -> None:
        """Write the story, or take its changes over."""
        if change:
            rewrite_story(obj, actor=request.user)
        else:
            written = write_story(obj, actor=request.user)
            obj.pk = written.pk

    @override
    def save_formset(self, request: OfficialRequest, form: Any, formset: Any, change: bool) -> None:
        """Put pictures to the story, and take them out."""
        formset.save(commit=False)
        for picture in formset.deleted_objects:
            remove_picture(picture.pk, actor=request.user)
        for row in formset.extra_forms:
            if row.has_changed() and row not in formset.deleted_forms:
                add_picture(
                    form.instance.pk,
                    row.cleaned_data["upload"],
                    caption_ko=row.cleaned_data["caption_ko"],
                    caption_en=row.cleaned_data["caption_en"],
                    actor=request.user,
                )

    @display(description=_("published"), boolean=True)  # type: ignore[untyped-decorator]
    def is_out(self, story: ProjectStory) -> bool:
        return story.published_at is not None

    @override
    def next_steps(self, row: ProjectStory, official: User) -> Collection[str]:
        """Offer to publish what is not out, and to take back what is."""
        return ("publish",) if row.published_at is None else ("take_back",)

    has_decide_permission = role_carries(MAY_DECIDE)

    publish = step(
        "publish",
        _("Publish"),
        needs="decide",
        icon="public",
        asks=dialog(
            _("Publish this story"),
            _("Everybody can read it on the project's page, with its pictures."),
            None,
            _("Publish"),
        ),
        take=lambda pk, _told, actor: publish_story(pk, actor=actor),
        done=_("The story is published."),
    )
    take_back = step(
        "take_back",
        _("Take back"),
        needs="decide",
        icon="visibility_off",
        asks=dialog(
            _("Take this story back"),
            _("Nobody can read it any more until it is published again."),
            None,
            _("Take back"),
        ),
        take=lambda pk, _told, actor: take_story_back(pk, actor=actor),
        done=_("The story is taken back."),
    )

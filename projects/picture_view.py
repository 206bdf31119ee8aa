"""A picture of a story, as we drew it; before the story is out only to its own officials."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from projects.models import StoryPicture

DAY = 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the picture; row-level security says who may have it."""
    found = StoryPicture.objects.filter(pk=pk).select_related("story").first()
    if found is None:
        raise Http404
    tag = f'"{found.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(bytes(found.content), content_type="image/jpeg")
    response["ETag"] = tag
    kept = f"public, max-age={DAY}" if found.story.published_at else "private, no-store"
    response["Cache-Control"] = kept
    return response

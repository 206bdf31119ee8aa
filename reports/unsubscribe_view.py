"""The page behind the link at the end of every letter; mail programs use it by one click, too."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import scope
from reports.models import Subscriber
from reports.subscriptions import subscriber_named, unsubscribe


@csrf_exempt  # RFC 8058: a mail program sends the form without having seen the page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before ending a subscription, since programs look at links; end it when told to."""
    subscriber_id = subscriber_named(token)
    with scope.within(scope.SYSTEM):
        known = Subscriber.objects.filter(pk=subscriber_id).first() if subscriber_id else None
    if known is None:
        raise Http404
    has_ended = known.unsubscribed_at is not None
    if request.method == "POST":
        unsubscribe(known.pk, actor=None)
        has_ended = True
    response = render(request, "reports/unsubscribe.html", {"has_ended": has_ended})
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    return response

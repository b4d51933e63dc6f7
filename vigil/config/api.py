"""The API: its parts put together, and how every refusal is worded."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from vigil.accounts.keys import PerMinute
from vigil.accounts.models import ApiKey
from vigil.intake.views import api as referrals
from vigil.sharing.views import api as disclosures

api = NinjaAPI(
    title="Vigil",
    version="1",
    description="Referrals in, disclosures out. Every call carries a key: Authorization: Bearer …",
    urls_namespace="api",
    docs_url=None,
    throttle=[PerMinute()],
)
api.add_router("/referrals", referrals.router)
api.add_router("/disclosures", disclosures.router)

WORDS = {
    400: "The body is not JSON. Send application/json.",
    401: "Send a key that counts, as Authorization: Bearer and the key.",
}


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say field by field what is wrong; a referral is kept."""
    faults = [(_path(fault["loc"]), _words(fault)) for fault in error.errors]
    if _is_submission(request) and all(fault["loc"][0] == "body" for fault in error.errors):
        return api.create_response(request, referrals.keep_refused(request, faults), status=422)
    content = {
        "detail": "Some of it is not as it must be.",
        "errors": [{"field": field, "words": words} for field, words in faults],
    }
    return api.create_response(request, content, status=422)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say why; a referral that is not even JSON is kept."""
    if error.status_code == 400 and _is_submission(request):
        kept = referrals.keep_refused(request, [("body", WORDS[400])])
        return api.create_response(request, kept, status=422)
    words = WORDS.get(error.status_code, str(error))
    response = api.create_response(request, {"detail": words}, status=error.status_code)
    if isinstance(error, Throttled):
        response["Retry-After"] = "60"
    return response


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "There is none of that number among yours."}, status=404)


def _is_submission(request: HttpRequest) -> bool:
    is_known = isinstance(getattr(request, "auth", None), ApiKey)
    return is_known and request.method == "POST" and request.path.rstrip("/").endswith("/referrals")


def _path(place: tuple[Any, ...]) -> str:
    """Return a field's path in the body: without "body" and the name of the argument that took it."""
    inside = place[2:] if place[0] == "body" else place[1:]
    return ".".join(str(step) for step in inside) or str(place[0])


def _words(fault: dict[str, Any]) -> str:
    return f"{fault['msg']}."

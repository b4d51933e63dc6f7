"""The audit trail, and the proof that it is whole."""

from dataclasses import asdict

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.audit import actions, forms, queries
from vigil.ui.spreadsheets import csv_lines

HEADINGS = ("Number", "When (UTC)", "Who", "What", "About", "Particulars")


@require_GET
@requires(Permission.SEE_AUDIT)
def trail(request: UserRequest) -> HttpResponse:
    form = forms.Narrow(request.GET)
    page = queries.page(form.filters(), cursor=request.GET.get("page", ""))
    return render(
        request,
        "audit/trail.html",
        {
            "form": form,
            "events": [queries.told(row) for row in page.rows],
            "pages": [_link(request.GET, cursor) for cursor in (page.first, page.previous, page.next, page.last)],
            "choices": request.GET.urlencode(),
            "may_see_referrals": request.user.may(Permission.SEE_REFERRAL),
        },
    )


def _link(chosen: QueryDict, cursor: str | None) -> str:
    if cursor is None:
        return ""
    choices = chosen.copy()
    choices["page"] = cursor
    return f"?{choices.urlencode()}"


@require_POST
@requires(Permission.SEE_AUDIT)
def verify(request: UserRequest) -> HttpResponse:
    """Walk the chain now, say what was found, and record that it was asked."""
    verdict = queries.verify()
    with transaction.atomic():
        actions.record("audit.verified", by=request.user, at=timezone.now(), events=verdict.events, holds=verdict.holds)
    if verdict.holds:
        messages.success(request, f"The trail is whole: {verdict.events:,} events, each linked to the one before it.")
    else:
        messages.error(
            request,
            f"The trail is broken at event {verdict.broken_at}. {verdict.why} Tell an administrator.",
        )
    return redirect("audit")


@require_POST
@requires(Permission.SEE_AUDIT)
def export(request: UserRequest) -> StreamingHttpResponse:
    filters, at = forms.Narrow(request.GET).filters(), timezone.now()
    with transaction.atomic():
        chosen = {name: str(value) for name, value in asdict(filters).items() if value}
        actions.record("audit.exported", by=request.user, at=at, filter=chosen)
    rows = (
        (
            event.number,
            event.at.isoformat(timespec="seconds"),
            event.by or "Vigil",
            event.title,
            event.about,
            event.words,
        )
        for event in queries.every(filters)
    )
    return StreamingHttpResponse(
        csv_lines(HEADINGS, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-{timezone.localtime(at):%Y-%m-%d-%H%M}.csv"'},
    )

"""A note to an officer, and what officers' forms together say of what to train."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.intake.actions import notes as actions
from vigil.intake.queries import notes as queries
from vigil.rules import reporting


@require_GET
@requires(Permission.SUBMIT_REFERRAL)
def note(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.notes_to(request.user), pk=pk)
    actions.read(found, by=request.user, at=timezone.now())
    return render(
        request,
        "intake/officer_note.html",
        {
            "note": found,
            "is_own": found.form.by_id == request.user.pk,
            "lacks": [reporting.LACKS[one] for one in found.form.lacks],
            "asks_for_more": queries.asks_for_more(found.form),
        },
    )


@require_GET
@requires(Permission.SEE_QUALITY)
def patterns(request: UserRequest) -> HttpResponse:
    at = timezone.now()
    actions.record_patterns_view(by=request.user, at=at)
    return render(
        request,
        "intake/officer_patterns.html",
        {"patterns": queries.patterns(at=at), "days": queries.LOOKED_BACK.days, "fewest": queries.FEWEST},
    )

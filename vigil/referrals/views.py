"""One referral: what was received, what the rules made of it, and what happened to it since."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.people.queries.repeats import standings
from vigil.referrals import actions, queries
from vigil.referrals.beside import graded_beside
from vigil.referrals.models import Referral
from vigil.referrals.words import not_read_in_words
from vigil.rules.lifecycle import OPEN
from vigil.ui.words import moment


@require_GET
@requires(Permission.SEE_REFERRAL)
def referral(request: UserRequest, pk: int) -> HttpResponse:
    found, at = get_object_or_404(Referral, pk=pk), timezone.now()
    actions.record_view(found, by=request.user, at=at)
    return render(request, "referrals/referral.html", _page(found, request, at=at, on_paper=False))


@require_GET
@requires(Permission.SEE_REFERRAL)
def printed(request: UserRequest, pk: int) -> HttpResponse:
    """Lay out the whole referral for paper, with nothing folded away."""
    found, at = get_object_or_404(Referral, pk=pk), timezone.now()
    actions.record_print(found, by=request.user, at=at)
    return render(request, "referrals/referral.html", _page(found, request, at=at, on_paper=True))


def _page(referral: Referral, request: UserRequest, *, at: datetime, on_paper: bool) -> dict[str, Any]:
    screening, answers = queries.latest_screening(referral), queries.answers(referral)
    marks, looks = queries.marks(referral, screening), queries.looks(referral)
    known = standings(referral.pk)
    return {
        "referral": referral,
        "at": at,
        "on_paper": on_paper,
        "used": queries.clock_used(referral, at=at),
        "people": queries.people(referral, known),
        "waiting_elsewhere": queries.waiting_elsewhere(known),
        "narrative": queries.narrative(referral, marks),
        "not_read": not_read_in_words(screening.narrative_state) if screening else "",
        "marks": marks,
        "looks_of_marks": {mark.look for mark in marks},
        "may_note": request.user.may(Permission.NOTE_MARKERS) and not on_paper and referral.status in OPEN,
        "may_correct": request.user.may(Permission.CORRECT_NOTES),
        "screening": screening,
        "claim": queries.claim(referral),
        "may_assess": request.user.may(Permission.ASSESS) and not on_paper,
        "may_hand_out": request.user.may(Permission.HAND_OUT) and not on_paper,
        "why_grades_differ": queries.why_grades_differ(referral, screening),
        "reasons": queries.reasons(screening, marks),
        "beside": graded_beside(screening.history) if screening and screening.history else [],
        "beside_in_all": len({one["number"] for one in screening.history}) if screening else 0,
        "answers": answers,
        "answer_rows": [(f"{answer.code}. {answer.question}", answer.answer) for answer in answers],
        "flags": list(referral.flags.all()),
        "partners": queries.partner_flags(referral),
        "entry": queries.entry(referral),
        "duplicates": queries.duplicates(referral),
        "may_fold": request.user.may(Permission.FOLD) and not on_paper,
        "folded_into": queries.folded_into(referral),
        "changes": queries.changes(referral),
        "looks": looks,
        "look_rows": [(moment(look.at), look.by or "Vigil", look.title) for look in looks],
    }


@require_GET
@requires(Permission.SEE_REFERRAL)
def source(request: UserRequest, pk: int) -> HttpResponse:
    """Show the source's own cells, as they were received."""
    found = get_object_or_404(Referral, pk=pk)
    actions.record_source_view(found, by=request.user, at=timezone.now())
    return render(request, "referrals/source.html", {"referral": found, "entry": queries.entry(found)})

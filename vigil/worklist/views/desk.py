"""The assessor's desk: one referral, everything known of it, and its assessment under the reader's hand."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.people.queries.repeats import standings
from vigil.referrals import queries as referrals
from vigil.referrals.models import Referral
from vigil.referrals.words import not_read_in_words
from vigil.triage.actions.assessing import DraftMoved, keep_draft
from vigil.triage.actions.looking import record_assessment_view
from vigil.triage.forms.assessing import Assess
from vigil.triage.models import AssessmentDraft
from vigil.triage.queries import assessing as queries
from vigil.worklist.actions.claims import CannotClaim, held_by
from vigil.worklist.actions.desk import CannotSign, sign
from vigil.worklist.actions.together import keep_by_working
from vigil.worklist.queries.claims import live_claim, obstacles_to_claiming
from vigil.worklist.queries.desk import earlier_reports
from vigil.worklist.queries.together import together


@requires(Permission.ASSESS)
def assess(request: UserRequest, pk: int) -> HttpResponse:
    """Show a referral with its assessment, and take the signature of whoever holds it."""
    found, at = get_object_or_404(Referral, pk=pk), timezone.now()
    draft = queries.draft_of(found)
    form = _form(request, found, draft)
    if request.method == "POST" and form.is_valid():
        try:
            made = sign(found, form.answers(), by=request.user, at=at)
        except CannotSign as refusal:
            for name, sentence in refusal.obstacles.items():
                form.add_error(name if name in form.fields else None, sentence)
        else:
            if made.state == made.State.WAITS:
                messages.success(request, f"{found.number} waits for a second signature.")
                return redirect("my_work")
            messages.success(request, f"Signed {found.number} as {made.grade}. Now decide what partners are told.")
            # The sharing app stands above this one: it is known here by the name of its page alone.
            return redirect("decide_sharing", found.pk)
    record_assessment_view(found, by=request.user, at=at)
    return render(request, "worklist/desk.html", _page(found, request, form=form, draft=draft, at=at))


@require_POST
@requires(Permission.ASSESS)
def save_draft(request: UserRequest, pk: int) -> HttpResponse:
    """Keep what is typed so far, for the holder: of its own accord while they type, or when they press to stop."""
    found, at = get_object_or_404(Referral, pk=pk), timezone.now()
    form = _form(request, found, None)
    form.full_clean()
    version = form.cleaned_data.get("version") or 0
    try:
        held_by(request.user, found)
        draft = keep_draft(found, answers=form.as_draft(), version=version, by=request.user, at=at)
    except (CannotClaim, DraftMoved) as refusal:
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "worklist/draft_saved.html", {"version": version, "refused": str(refusal)})
        return render(request, "worklist/draft_refused.html", _both(found, form, refusal))
    keep_by_working(found, by=request.user, at=at)
    if request.htmx:  # type: ignore[attr-defined]
        others = queries.others_on(found, by=request.user, at=at)
        return render(
            request, "worklist/draft_saved.html", {"version": draft.version, "draft": draft, "others": others}
        )
    messages.success(request, f"Kept what you wrote on {found.number}. It is still yours.")
    return redirect("start")


def _both(referral: Referral, form: Assess, refusal: CannotClaim | DraftMoved) -> dict[str, Any]:
    """Return what one wrote beside what stands, for the page that lets one choose."""
    stands = queries.draft_of(referral)
    mine, theirs = form.as_draft(), stands.answers if stands else {}
    return {
        "referral": referral,
        "why": str(refusal),
        "rows": [
            (form.fields[name].label, value or "–", theirs.get(name) or "–")
            for name, value in mine.items()
            if value != theirs.get(name)
        ],
        "mine": [
            ("version", stands.version if stands else 0),
            *((name, value) for name, value in mine.items() if value),
        ],
        "may_choose": isinstance(refusal, DraftMoved),
    }


def _form(request: UserRequest, referral: Referral, draft: AssessmentDraft | None) -> Assess:
    initial = {**draft.answers, "version": draft.version} if draft else {"version": 0}
    return Assess(
        request.POST if request.method == "POST" else None,
        filled=queries.filled_in(referral),
        with_child=queries.with_child(referral),
        initial=initial,
    )


def _page(
    referral: Referral, request: UserRequest, *, form: Assess, draft: AssessmentDraft | None, at: datetime
) -> dict[str, Any]:
    screening, known, claim = referrals.latest_screening(referral), standings(referral.pk), live_claim(referral)
    marks = referrals.marks(referral, screening)
    return {
        "referral": referral,
        "at": at,
        "used": referrals.clock_used(referral, at=at),
        "claim": claim,
        "is_mine": claim is not None and claim.holder_id == request.user.pk,
        "obstacles": obstacles_to_claiming(referral, holder=request.user, at=at),
        "others": queries.others_on(referral, by=request.user, at=at),
        "people": referrals.people(referral, known),
        "together": together(referral, referrals.waiting_elsewhere(known), person=request.user),
        "earlier": earlier_reports(referral),
        "narrative": referrals.narrative(referral, marks),
        "not_read": not_read_in_words(screening.narrative_state) if screening else "",
        "looks_of_marks": {mark.look for mark in marks},
        "screening": screening,
        "why_grades_differ": referrals.why_grades_differ(referral, screening),
        "reasons": referrals.reasons(screening, marks),
        "partners": referrals.partner_flags(referral),
        "enquiries": queries.enquiries_open(referral),
        "form": form,
        "draft": draft,
        "version": draft.version if draft else 0,
        "refused": "",
    }

"""An assessor's word on a marker, and what was said of markers as a list for those who look after the lexicon."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.referrals.actions import record_view
from vigil.referrals.models import Referral
from vigil.referrals.words import risk_in_words
from vigil.screening import Code
from vigil.triage.actions import marking
from vigil.triage.actions.looking import record_feedback_view
from vigil.triage.forms import markers as forms
from vigil.triage.models import MarkerNote
from vigil.triage.queries import markers as queries
from vigil.ui.spreadsheets import csv_lines


@require_POST
@requires(Permission.NOTE_MARKERS)
def dismiss(request: UserRequest, pk: int) -> HttpResponse:
    """Take the word that a marker is wrong. The form stands on the referral's page; this page mends it."""
    referral, at = get_object_or_404(Referral, pk=pk), timezone.now()
    form = forms.Dismiss(request.POST)
    if form.is_valid():
        try:
            marking.dismiss(referral, **form.cleaned_data, by=request.user, at=at)
        except marking.CannotNote as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"Dismissed a marker of {referral}. It stays in sight, with your reason.")
            return redirect(referral)
    record_view(referral, by=request.user, at=at)
    return render(request, "triage/dismiss_marker.html", {"referral": referral, "form": form})


@requires(Permission.NOTE_MARKERS)
def add(request: UserRequest, pk: int) -> HttpResponse:
    referral, at = get_object_or_404(Referral, pk=pk), timezone.now()
    form = forms.Add(referral.narrative, request.POST or None)
    if form.is_valid():
        try:
            marking.add(referral, **form.cleaned_data, by=request.user, at=at)
        except marking.CannotNote as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"Added a marker to {referral}. See whether its grade has changed.")
            return redirect(referral)
    record_view(referral, by=request.user, at=at)
    return render(request, "triage/add_marker.html", {"referral": referral, "form": form})


@require_POST
@requires(Permission.NOTE_MARKERS)
def undo(request: UserRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(MarkerNote.objects.select_related("referral"), pk=pk)
    try:
        marking.undo(note, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except marking.CannotNote as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        messages.success(request, f"Taken back. {note.referral} was read again.")
    return redirect(note.referral)


@require_GET
@requires(Permission.SEE_POLICY)
def feedback(request: UserRequest) -> HttpResponse:
    notes = list(queries.newest_notes()) if request.user.may(Permission.SEE_REFERRAL) else []
    record_feedback_view(notes, by=request.user, at=timezone.now())
    about = {
        "dismissed": queries.feedback(MarkerNote.Kind.DISMISSED),
        "added": queries.feedback(MarkerNote.Kind.ADDED),
        "notes": [(note, risk_in_words(Code(note.code))) for note in notes],
    }
    return render(request, "triage/lexicon_feedback.html", about)


@require_GET
@requires(Permission.SEE_POLICY)
def feedback_csv(_request: UserRequest) -> HttpResponse:
    response = HttpResponse(
        "".join(csv_lines(queries.HEADINGS, queries.sheet())), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="lexicon-feedback.csv"'
    return response

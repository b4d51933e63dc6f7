"""Pages of the blind sample: what it tells supervisors of the hidden high, and what assessors grade blind."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.rules.estimates import explain
from vigil.rules.terms import Grade
from vigil.triage.actions import sampling
from vigil.triage.forms import sampling as forms
from vigil.triage.models import BlindGrading
from vigil.triage.queries import sampling as queries
from vigil.triage.queries.quality import assessed_too_low
from vigil.ui.words import plural

SEEDS = 2**31  # what the database keeps of a positive whole number


@requires(Permission.DRAW_SAMPLE)
def blind(request: UserRequest) -> HttpResponse:
    """Say what is known of the hidden high, and ask for more to be graded blind."""
    at, sample = timezone.now(), queries.live_sample()
    form = forms.AskForMore(request.POST or None, is_first=sample is None)
    if form.is_valid():
        size = form.cleaned_data["size"]
        try:
            if sample and form.cleaned_data["of"] == form.SAME:
                sampling.ask_for_more(sample, more=size, by=request.user, at=at)
            else:
                sampling.draw_sample(size=size, seed=secrets.randbelow(SEEDS), by=request.user, at=at)
        except sampling.CannotDraw as refusal:
            form.add_error("size", refusal.obstacles)
        else:
            messages.success(request, f"Drew {plural(size, 'referral')}. Assessors are given them one by one.")
            return redirect("blind")
    hidden = queries.hidden_high(at)
    assessed = assessed_too_low(at=at)
    about = {
        "form": form,
        "hidden": hidden,
        "sentence": explain(hidden.estimate, hidden.lacking) if hidden else "",
        "progress": queries.progress(sample) if sample else None,
        "found": queries.found_high(sample) if sample else [],
        "assessed": explain(assessed.estimate, assessed.lacking) if assessed else "",
    }
    return render(request, "triage/blind.html", about)


@requires(Permission.GRADE_BLIND)
def blind_next(request: UserRequest) -> HttpResponse:
    """Show the next referral to grade blind, and take its grade."""
    at = timezone.now()
    form = forms.GradeBlind(request.POST or None)
    if form.is_valid():
        found = BlindGrading.objects.select_related("referral")
        grading, grade = get_object_or_404(found, pk=form.cleaned_data["grading"]), Grade(form.cleaned_data["grade"])
        try:
            now = sampling.grade_blind(grading, grade=grade, reason=form.cleaned_data["reason"], by=request.user, at=at)
        except sampling.CannotGradeBlind as refusal:
            messages.error(request, " ".join(refusal.obstacles))
        else:
            is_raised = now.grade != grading.referral.grade
            messages.success(request, f"Graded {grade}{f': it raised {now}' if is_raised else ''}.")
        return redirect("blind_next")
    taken = sampling.take_next(by=request.user, at=at)
    if taken and form.is_bound and form["grading"].value() != str(taken.pk):
        messages.error(request, "Somebody else is reading that one now. This is another.")
        return redirect("blind_next")
    form.initial["grading"] = taken.pk if taken else None
    about = {"form": form, "record": queries.blind_record(taken.referral) if taken else None}
    return render(request, "triage/blind_next.html", about)

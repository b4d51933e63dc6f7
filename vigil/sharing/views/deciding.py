"""Deciding what partners are told about a referral: the proposal, the preview, and what is kept from whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.referrals.models import Referral
from vigil.rules.sharing.guards import Protects
from vigil.rules.sharing.terms import SENT, PartnerKind, label
from vigil.sharing.actions import deciding, guarding, looking
from vigil.sharing.forms import deciding as forms
from vigil.sharing.models import Protected
from vigil.sharing.queries import pages, sources
from vigil.sharing.wording import in_words
from vigil.ui import forms as components
from vigil.ui.words import plural


@require_GET
@requires(Permission.SEE_SHARING)
def referral_sharing(request: UserRequest, pk: int) -> HttpResponse:
    """Show what partners were told about a referral, and what is kept from them."""
    referral = get_object_or_404(Referral, pk=pk)
    looking.record_view(referral, by=request.user, at=timezone.now())
    about = {
        "referral": referral,
        "decisions": pages.decisions(referral),
        "protected": sources.protected_of(referral),
        "may_decide": request.user.may(Permission.DECIDE_SHARING),
        "obstacles": deciding.obstacles_to_deciding_now(referral),
    }
    return render(request, "sharing/referral.html", about)


@requires(Permission.DECIDE_SHARING)
def decide(request: UserRequest, pk: int) -> HttpResponse:
    """Take the decision for every partner. What would leave is shown before anything does."""
    referral, at = get_object_or_404(Referral, pk=pk), timezone.now()
    posted = request.POST or None
    assessment = sources.assessment_of(referral)
    common = forms.Common(posted, initial=forms.from_assessment(assessment))
    partners = [forms.ForPartner(one, posted, at=at) for one in sources.proposals(referral, at=at)]
    prepared = None
    if posted and not sum(not form.is_valid() for form in (common, *partners)):  # each says what is wrong with it
        said = {form.proposed.partner.pk: form.said(common.cleaned_data) for form in partners}
        try:
            if "send" in posted:
                decisions = deciding.decide(referral, said, by=request.user, at=at)
                sent = sum(one.choice in SENT for one in decisions)
                messages.success(request, f"Decided {referral}: {plural(sent, 'partner')} told.")
                return redirect("referral_sharing", pk)
            if "change" not in posted:
                prepared = deciding.prepare(referral, said, at=at)
        except deciding.CannotDecide as refusal:
            common.add_error(None, refusal.obstacles)
    looking.record_view(referral, by=request.user, at=at)
    if prepared is not None:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
        return render(request, "sharing/preview.html", _preview(referral, prepared, typed))
    faults = [fault for form in (common, *partners) for fault in components.errors(form)]
    about = {
        "referral": referral,
        "assessment": assessment,
        "common": common,
        "partners": partners,
        "choice_words": label,
        "faults": faults,
        "form": next((form for form in (common, *partners) if form.errors), None),
        "obstacles": deciding.obstacles_to_deciding_now(referral),
        "protected": sources.protected_of(referral),
    }
    return render(request, "sharing/decide.html", about)


def _preview(referral: Referral, prepared: list[deciding.Prepared], typed: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "referral": referral,
        "choice_words": label,
        "packets": [(one, in_words(one.draft.content) if one.draft else []) for one in prepared],
        "typed": [(name, value) for name, value in typed if name != "csrfmiddlewaretoken"],
        "stopped": sum(bool(one.draft and one.draft.stops) for one in prepared),
        "leaving": sum(one.draft is not None for one in prepared),
    }


@requires(Permission.DECIDE_SHARING)
def protect(request: UserRequest, pk: int) -> HttpResponse:
    """Keep a detail from partners."""
    referral, at = get_object_or_404(Referral, pk=pk), timezone.now()
    subjects = {str(subject.pk): subject for subject in referral.subjects.order_by("position")}
    people = [(key, f"{subject.name} ({subject.get_role_display().lower()})") for key, subject in subjects.items()]
    form = forms.Protect(people, request.POST or None)
    if form.is_valid():
        try:
            guarding.protect(
                referral,
                subject=subjects.get(form.cleaned_data["subject"]),
                protects=Protects(form.cleaned_data["protects"]),
                value=form.cleaned_data["value"],
                may_see=[PartnerKind(kind) for kind in form.cleaned_data["may_see"]],
                by=request.user,
                at=at,
            )
        except guarding.CannotGuard as refusal:
            form.add_error("value", refusal.obstacles)
        else:
            messages.success(request, "Kept back from now on, in every field and every text that leaves.")
            return redirect("referral_sharing", pk)
    looking.record_view(referral, by=request.user, at=at)
    return render(request, "sharing/protect.html", {"referral": referral, "form": form})


@requires(Permission.DECIDE_SHARING)
def end_protection(request: UserRequest, pk: int) -> HttpResponse:
    protected, at = get_object_or_404(Protected.objects.select_related("referral"), pk=pk), timezone.now()
    form = forms.Why(request.POST or None)
    if form.is_valid():
        try:
            guarding.end_protection(protected, why=form.cleaned_data["why"], by=request.user, at=at)
        except guarding.CannotGuard as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, "It may be told again.")
            return redirect("referral_sharing", protected.referral_id)
    looking.record_view(protected.referral, by=request.user, at=at)
    return render(request, "sharing/end_protection.html", {"protected": protected, "form": form})

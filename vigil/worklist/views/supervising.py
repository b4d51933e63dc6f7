"""What a supervisor sees and does: who holds what, who is put on what, and whether the order was kept."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.referrals.models import Referral
from vigil.rules.terms import Area, IncidentType
from vigil.worklist.actions import claims as actions
from vigil.worklist.actions import focus as focusing
from vigil.worklist.actions import together
from vigil.worklist.forms.claims import WORKLIST, HandOut, Move, OfDay, SetFocus
from vigil.worklist.models import Claim, Focus
from vigil.worklist.queries import claims as queries
from vigil.worklist.queries import held, kept
from vigil.worklist.queries.together import held_with

LONDON = ZoneInfo("Europe/London")


@require_GET
@requires(Permission.SEE_HOLDINGS)
def holdings(request: UserRequest) -> HttpResponse:
    at = timezone.now()
    return render(
        request,
        "worklist/holdings.html",
        {
            "at": at,
            "held": held.all_held(at=at),
            "focuses": held.focuses(at=at),
            "takings": held.takings(at=at),
            "may_hand_out": request.user.may(Permission.HAND_OUT),
        },
    )


@requires(Permission.HAND_OUT)
def move(request: UserRequest, pk: int) -> HttpResponse:
    """Hand what somebody holds to somebody else, or take it back to the worklist."""
    claim = get_object_or_404(Claim.objects.live().select_related("referral", "holder"), pk=pk)
    form = Move(
        request.POST or None,
        people=[one for one in held.who_may_hold() if one != claim.holder],
        others=[one.referral.number for one in held_with(claim)],
    )
    if form.is_valid():
        why, to, at = form.cleaned_data["why"], form.person(), timezone.now()
        verbs = together if form.goes_together else actions
        what = f"{claim.referral.number}{' and the others of the same people' if form.goes_together else ''}"
        try:
            if to and form.cleaned_data["to"] != WORKLIST:
                verbs.reallocate(claim, to=to, why=why, by=request.user, at=at)
                done = f"Handed {what} to {to}"
            else:
                verbs.pull_back(claim, why=why, by=request.user, at=at)
                done = f"{what}: back in place on the worklist"
        except actions.CannotClaim as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, done)
            return redirect("holdings")
    return render(request, "worklist/move.html", {"claim": claim, "referral": claim.referral, "form": form})


@requires(Permission.HAND_OUT)
def hand_out(request: UserRequest, pk: int) -> HttpResponse:
    referral, at = get_object_or_404(Referral, pk=pk), timezone.now()
    form = HandOut(request.POST or None, people=held.who_may_hold())
    if form.is_valid():
        to = form.person()
        assert to is not None  # the form offers nobody else
        try:
            claim = actions.hand_out(referral, to=to, why=form.cleaned_data["why"], by=request.user, at=at)
        except actions.CannotClaim as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            also = ", ".join(one.referral.number for one in held_with(claim))
            holder = f"{to}, who also holds {also} about the same people" if also else f"{to}"
            messages.success(request, f"Handed {referral.number} to {holder}")
            return redirect("holdings")
    return render(
        request,
        "worklist/hand_out.html",
        {"referral": referral, "form": form, "claim": queries.live_claim(referral)},
    )


@requires(Permission.HAND_OUT)
def set_focus(request: UserRequest) -> HttpResponse:
    form = SetFocus(request.POST or None, people=held.who_may_hold())
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            made = focusing.set_focus(
                form.chosen(),
                area=Area(chosen["area"]) if chosen["area"] else None,
                incident_type=IncidentType(chosen["incident_type"]) if chosen["incident_type"] else None,
                oldest_first=chosen["oldest_first"],
                until=datetime.combine(chosen["until"] + timedelta(days=1), time(), LONDON),
                by=request.user,
                at=timezone.now(),
            )
        except focusing.CannotFocus as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"{', '.join(str(one.person) for one in made)}: {made[0].words}")
            return redirect("holdings")
    return render(request, "worklist/set_focus.html", {"form": form})


@require_POST
@requires(Permission.HAND_OUT)
def end_focus(request: UserRequest, pk: int) -> HttpResponse:
    focus = get_object_or_404(Focus.objects.select_related("person"), pk=pk)
    focusing.end_focus(focus, by=request.user, at=timezone.now())
    messages.success(request, f"{focus.person} takes from the whole worklist again")
    return redirect("holdings")


@require_GET
@requires(Permission.SEE_QUALITY)
def order_kept(request: UserRequest) -> HttpResponse:
    """Say, for a day, in which order work was done, which it should have been, and what the difference cost."""
    now = timezone.now()
    day = OfDay(request.GET).asked(timezone.localdate(now))
    form = OfDay(initial={"day": day})
    about = {
        "day": day,
        "form": form,
        "kept": kept.day_kept(day, now=now),
        "may_open": request.user.may(Permission.SEE_REFERRAL),
    }
    return render(request, "worklist/order_kept.html", about)

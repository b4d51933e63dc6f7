"""Pages of missing referrals: the list, one incident, and what people do about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.audit import actions as audit
from vigil.intake import forms
from vigil.intake.actions import missing as actions
from vigil.intake.models import Incident, Request
from vigil.intake.queries import incidents as queries
from vigil.intake.queries.incidents import Show


@require_GET
@requires(Permission.SEE_WORKLIST)
def missing(request: UserRequest) -> HttpResponse:
    at = timezone.now()
    form = forms.NarrowMissing(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    show, area = Show(chosen.get("show") or Show.MISSING), chosen.get("area", "")
    return render(
        request,
        "intake/missing.html",
        {
            "at": at,
            "form": forms.NarrowMissing({"show": show.value, "area": area}),
            "show": show,
            "query": "".join(f"{name}={value}&" for name, value in chosen.items() if value),
            "page": queries.incidents(show, area=area, cursor=request.GET.get("cursor", ""), at=at),
            "standing": queries.standing(at=at),
            "labels": dict(Incident._meta.get_field("incident_type").flatchoices),
            "areas": dict(Incident._meta.get_field("area").flatchoices),
            "states": dict(Incident.State.choices),
            "may_open": request.user.may(Permission.SEE_REFERRAL),
        },
    )


@require_GET
@requires(Permission.SEE_REFERRAL)
def incident(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Incident, pk=pk))


@require_POST
@requires(Permission.SETTLE_MISSING)
def ask_for_referral(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Incident, pk=pk)
    try:
        asked = actions.ask(found, by=request.user, at=timezone.now())
    except actions.CannotSettle as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, f"Asked for the referral of {found.number}. Print the request, or read it out")
    return redirect("referral_request", asked.pk)


@require_POST
@requires(Permission.SETTLE_MISSING)
def link_referral(request: UserRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(Incident, pk=pk), forms.LinkReferral(request.POST, prefix="link")
    if _settled(request, found, form, actions.link):
        messages.success(request, f"Linked {found.number} to {form.cleaned_data['referral'].number}")
        return redirect(found)
    return _page(request, found, link=form)


@require_POST
@requires(Permission.SETTLE_MISSING)
def referral_not_needed(request: UserRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(Incident, pk=pk), forms.NotNeeded(request.POST, prefix="not-needed")
    if _settled(request, found, form, actions.not_needed):
        messages.success(request, f"{found.number} needs no referral")
        return redirect(found)
    return _page(request, found, not_needed=form)


@require_POST
@requires(Permission.SETTLE_MISSING)
def undo_settlement(request: UserRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(Incident, pk=pk), forms.UndoSettlement(request.POST, prefix="undo")
    if _settled(request, found, form, actions.undo):
        messages.success(request, f"Undone: the referral of {found.number} is looked for again")
        return redirect(found)
    return _page(request, found, undo=form)


def _settled(request: UserRequest, found: Incident, form: Form, settle: Callable[..., object]) -> bool:
    """Settle an incident by what was typed; where that is wrong or refused, the form says why."""
    if not form.is_valid():
        return False
    try:
        settle(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except actions.CannotSettle as refusal:
        form.add_error(None, refusal.obstacles)
        return False
    return True


@require_GET
@requires(Permission.SEE_REFERRAL)
def referral_request(request: UserRequest, pk: int) -> HttpResponse:
    """Show what was asked of a supervisor, to print or to read out. It names nobody."""
    found = get_object_or_404(Request.objects.select_related("incident", "by"), pk=pk)
    return render(request, "intake/request.html", {"asked": found})


def _page(request: UserRequest, found: Incident, **typed: Any) -> HttpResponse:
    """Draw an incident with its forms; of one that was typed wrongly, with what was typed."""
    at = timezone.now()
    with transaction.atomic():
        audit.record("incident.viewed", found, by=request.user, at=at)
    may_settle = request.user.may(Permission.SETTLE_MISSING)
    is_open = found.state == Incident.State.EXPECTED
    settled = queries.settled_by(found)
    wrong = next((form for form in typed.values()), None)
    return render(
        request,
        "intake/incident.html",
        {
            "found": found,
            "at": at,
            "form": wrong,
            "settled": settled,
            "people": queries.people(found),
            "possible": queries.possible(found) if is_open else [],
            "requests": found.requests.select_related("by"),
            "may_ask": may_settle and is_open,
            "obstacles_to_asking": actions.obstacles_to_asking(found, at=at) if is_open else [],
            "link": typed.get("link") or forms.LinkReferral(prefix="link"),
            "not_needed": typed.get("not_needed") or forms.NotNeeded(prefix="not-needed"),
            "undo": typed.get("undo") or forms.UndoSettlement(prefix="undo"),
            "may_undo": may_settle and settled is not None,
            "changes": queries.changes(found),
        },
    )

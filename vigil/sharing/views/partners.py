"""Partners: how each does, how it is reached, and a test of every way."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.sharing.actions import partners as actions
from vigil.sharing.forms.deciding import Why
from vigil.sharing.forms.partners import AddRoute, PartnerDetails
from vigil.sharing.models import Partner, Route
from vigil.sharing.queries import outbox, pages

DETAILS = ("name", "kind", "area", "call_name", "call_phone", "per_hour", "is_active")


@require_GET
@requires(Permission.SEE_PARTNERS)
def partners(request: UserRequest) -> HttpResponse:
    about = {
        "lines": pages.partners(),
        "may_manage": request.user.may(Permission.MANAGE_PARTNERS),
        "may_manage_keys": request.user.may(Permission.MANAGE_KEYS),
    }
    return render(request, "sharing/partners.html", about)


@require_GET
@requires(Permission.SEE_PARTNERS)
def partner(request: UserRequest, pk: int) -> HttpResponse:
    found, at = get_object_or_404(Partner.objects.prefetch_related("routes"), pk=pk), timezone.now()
    about = {
        "found": found,
        "health": pages.health(found),
        "sent_lately": outbox.sent_lately(found, at=at),
        "may_manage": request.user.may(Permission.MANAGE_PARTNERS),
        "why": Why(),
        "at": at,
    }
    return render(request, "sharing/partner.html", about)


@requires(Permission.MANAGE_PARTNERS)
def add_partner(request: UserRequest) -> HttpResponse:
    form = PartnerDetails(request.POST or None)
    if form.is_valid():
        try:
            added = actions.add_partner(**form.cleaned_data, by=request.user, at=timezone.now())
        except actions.CannotReach as refusal:
            form.add_error("name", refusal.obstacles)
        else:
            messages.success(request, f"Added {added}. Now add a way to reach it.")
            return redirect("add_route", added.pk)
    return render(request, "sharing/partner_form.html", {"form": form, "found": None})


@requires(Permission.MANAGE_PARTNERS)
def change_partner(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Partner, pk=pk)
    form = PartnerDetails(request.POST or None, initial={name: getattr(found, name) for name in DETAILS})
    if form.is_valid():
        try:
            actions.change_partner(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except actions.CannotReach as refusal:
            form.add_error("name", refusal.obstacles)
        else:
            messages.success(request, f"Changed {form.cleaned_data['name']}")
            return redirect(found)
    return render(request, "sharing/partner_form.html", {"form": form, "found": found})


@requires(Permission.MANAGE_PARTNERS)
def add_route(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Partner, pk=pk)
    form = AddRoute(request.POST or None)
    if form.is_valid():
        actions.add_route(found, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "Added a way. Send a test before it is needed.")
        return redirect(found)
    return render(request, "sharing/add_route.html", {"form": form, "found": found})


@require_POST
@requires(Permission.MANAGE_PARTNERS)
def stop_route(request: UserRequest, pk: int) -> HttpResponse:
    """Stop a way with a reason, or start one that was stopped."""
    route = get_object_or_404(Route.objects.select_related("partner"), pk=pk)
    try:
        if route.stopped_at:
            actions.start_route(route, by=request.user, at=timezone.now())
        else:
            actions.stop_route(route, why=request.POST.get("why", ""), by=request.user, at=timezone.now())
    except actions.CannotReach as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        messages.success(request, "Started again." if route.stopped_at else "Stopped. What waits goes another way.")
    return redirect(route.partner)


@require_POST
@requires(Permission.MANAGE_PARTNERS)
def test_route(request: UserRequest, pk: int) -> HttpResponse:
    """Send a message about nobody, to see that the way works."""
    route = get_object_or_404(Route.objects.select_related("partner"), pk=pk)
    try:
        words = actions.send_test(route, by=request.user, at=timezone.now())
    except actions.CannotReach as refusal:
        messages.error(request, f"The test failed. {' '.join(refusal.obstacles)}")
    else:
        messages.success(request, f"The test went. {words}")
    return redirect(route.partner)

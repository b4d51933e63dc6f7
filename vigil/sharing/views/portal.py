"""The portal: what a partner's people see of what their partner was told. Every look is a logged disclosure."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.rules.sharing.terms import OutcomeKind
from vigil.sharing import packets, paper
from vigil.sharing.actions import portal as actions
from vigil.sharing.actions.hearing import CannotHear
from vigil.sharing.actions.reading import read_by_partner
from vigil.sharing.forms.access import AddPerson
from vigil.sharing.forms.portal import Ask, Decide
from vigil.sharing.models import Disclosure, Partner, PartnerUser
from vigil.sharing.queries import portal as queries
from vigil.sharing.wording import in_words

SHOWN = 50


def _partner(request: UserRequest) -> Partner:
    """Return whom this person belongs to; whoever belongs to no partner that is told things finds nothing."""
    partner = queries.partner_of(request.user)
    if partner is None:
        raise Http404
    return partner


def _found(request: UserRequest, pk: UUID) -> Disclosure:
    found: Disclosure = get_object_or_404(queries.told(_partner(request)), pk=pk)
    return found


@require_GET
@requires(Permission.USE_PORTAL)
def portal(request: UserRequest) -> HttpResponse:
    """List what this partner was told: numbers only, nothing about anybody."""
    partner = _partner(request)
    about = {
        "partner": partner,
        "lists": [
            ("To confirm", queries.unanswered(partner)[:SHOWN]),
            ("To decide", queries.undecided(partner)[:SHOWN]),
            ("Decided", queries.decided(partner)[:SHOWN]),
        ],
    }
    return render(request, "sharing/portal.html", about)


@require_GET
@requires(Permission.USE_PORTAL)
def portal_disclosure(request: UserRequest, pk: UUID) -> HttpResponse:
    return _show(request, _found(request, pk), Decide(), Ask())


def _show(request: UserRequest, found: Disclosure, decide: Decide, ask: Ask) -> HttpResponse:
    read_by_partner(found, by=request.user, key="", at=timezone.now())
    about = {
        "found": found,
        "sections": in_words(packets.content_of(found)),
        "is_confirmed": found.receipts.filter(kind="acknowledged").exists(),
        "outcome": found.outcomes.order_by("-at", "-pk").first(),
        "decide": decide,
        "ask": ask,
        "faulty": decide if decide.errors else ask,
    }
    return render(request, "sharing/portal_disclosure.html", about)


@require_GET
@requires(Permission.USE_PORTAL)
def portal_pdf(request: UserRequest, pk: UUID) -> HttpResponse:
    """Give the disclosure as it is on paper."""
    found = _found(request, pk)
    read_by_partner(found, by=request.user, key="", at=timezone.now())
    return HttpResponse(
        paper.pdf(packets.content_of(found)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{found.number}.pdf"'},
    )


@require_POST
@requires(Permission.USE_PORTAL)
def portal_confirm(request: UserRequest, pk: UUID) -> HttpResponse:
    found = _found(request, pk)
    actions.confirm(found, by=request.user, at=timezone.now())
    messages.success(request, f"Confirmed {found.number}.")
    return redirect("portal_disclosure", pk)


@require_POST
@requires(Permission.USE_PORTAL)
def portal_decide(request: UserRequest, pk: UUID) -> HttpResponse:
    """Write down what the partner decided, or that it declines."""
    found, form = _found(request, pk), Decide(request.POST)
    if not form.is_valid():
        return _show(request, found, form, Ask())
    kind = OutcomeKind(form.cleaned_data["outcome"])
    actions.decide(found, kind, was_useful=form.was_useful(), by=request.user, at=timezone.now())
    messages.success(request, f"The hub knows what you decided on {found.number}.")
    return redirect("portal_disclosure", pk)


@require_POST
@requires(Permission.USE_PORTAL)
def portal_ask(request: UserRequest, pk: UUID) -> HttpResponse:
    """Ask the hub for more."""
    found, form = _found(request, pk), Ask(request.POST)
    if form.is_valid():
        try:
            actions.ask(found, form.cleaned_data["words"], by=request.user, at=timezone.now())
        except CannotHear as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, "The hub has your question.")
            return redirect("portal_disclosure", pk)
    return _show(request, found, Decide(), form)


@requires(Permission.MANAGE_STAFF)
def portal_people(request: UserRequest) -> HttpResponse:
    """Show who at partners can sign in, and let somebody in: their temporary password is shown once."""
    form, password = AddPerson(request.POST or None), ""
    if form.is_valid():
        details = dict(form.cleaned_data)
        partner = details.pop("partner")
        try:
            person, password = actions.add_person(partner, **details, by=request.user, at=timezone.now())
        except actions.CannotAdd as refusal:
            form.add_error("username", refusal.obstacles)
        else:
            messages.success(request, f"{person} of {partner} can sign in.")
            form = AddPerson()
    people = PartnerUser.objects.select_related("user", "partner")
    return render(request, "sharing/portal_people.html", {"form": form, "password": password, "people": people})

"""An officer's own referrals: written part by part, sent, and what became of them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.intake import officer_forms as forms
from vigil.intake.actions import officers as actions
from vigil.intake.actions.officers import CannotSend
from vigil.intake.models import OfficerForm
from vigil.intake.queries import notes
from vigil.intake.queries import officers as queries
from vigil.rules import reporting
from vigil.rules.reporting import Part
from vigil.rules.terms import LABELS

LATEST = 30
LATEST_NOTES = 10


@require_GET
@requires(Permission.SUBMIT_REFERRAL)
def officer_forms(request: UserRequest) -> HttpResponse:
    own = queries.forms_of(request.user)
    return render(
        request,
        "intake/officer_forms.html",
        {
            "notes": notes.notes_to(request.user)[:LATEST_NOTES],
            "unsent": own.filter(sent_at=None),
            "sent": [(form, queries.outcome_of(form)) for form in own.exclude(sent_at=None)[:LATEST]],
        },
    )


@require_POST
@requires(Permission.SUBMIT_REFERRAL)
def begin(request: UserRequest) -> HttpResponse:
    form = actions.begin(by=request.user, at=timezone.now())
    return redirect("officer_part", form.pk, Part.WHAT.value)


@require_GET
@requires(Permission.SUBMIT_REFERRAL)
def officer_form(request: UserRequest, pk: int) -> HttpResponse:
    """Say what became of a form that was sent; an unsent one goes on where it may be sent."""
    form = _own(request, pk)
    if form.sent_at is None:
        return redirect("send_officer_form", form.pk)
    actions.record_view(form, by=request.user, at=timezone.now())
    return render(
        request,
        "intake/officer_form.html",
        {"form_sent": form, "outcome": queries.outcome_of(form), "lacks": [reporting.LACKS[one] for one in form.lacks]},
    )


@requires(Permission.SUBMIT_REFERRAL)
def part(request: UserRequest, pk: int, part: str) -> HttpResponse:
    """Show one group of questions, keep what is typed, and go on to the next."""
    form = _own(request, pk)
    asked = queries.parts(form)
    if part not in asked or form.sent_at:
        raise Http404("No such part")
    here = Part(part)
    if here is Part.PEOPLE:
        return render(request, "intake/officer_people.html", _page(form, here))
    typed = forms.of_part(
        here,
        request.POST if request.method == "POST" else None,
        tool=reporting.tool_for(queries.incident_type(form)),
        kept=form.part(here),
    )
    if typed.is_valid():
        form = actions.keep(form, here, forms.plain(typed), at=timezone.now())
        return redirect(_after(form, here))
    return render(request, "intake/officer_part.html", {**_page(form, here), "form": typed})


@requires(Permission.SUBMIT_REFERRAL)
def person(request: UserRequest, pk: int) -> HttpResponse:
    form = _own(request, pk)
    typed = forms.Person(request.POST or None)
    if not form.sent_at and typed.is_valid():
        known = actions.add_person(form, forms.plain(typed), by=request.user, at=timezone.now())
        if known:
            return redirect("say_known", form.pk, len(form.people) + 1)
        return redirect("officer_part", form.pk, Part.PEOPLE.value)
    return render(request, "intake/officer_person.html", {"own": form, "form": typed})


@requires(Permission.SUBMIT_REFERRAL)
def say_known(request: UserRequest, pk: int, place: int) -> HttpResponse:
    """Ask whether somebody named is the one already known. It shows nothing of whoever is known."""
    form = _own(request, pk)
    one = _person(form, place)
    if form.sent_at or not one["known"]:
        raise Http404("Nothing to ask")
    typed = forms.SayKnown(request.POST or None)
    if typed.is_valid():
        actions.say_known(form, place, typed.cleaned_data["answer"], at=timezone.now())
        return redirect("officer_part", form.pk, Part.PEOPLE.value)
    return render(request, "intake/officer_known.html", {"own": form, "one": one, "form": typed})


@require_POST
@requires(Permission.SUBMIT_REFERRAL)
def remove_person(request: UserRequest, pk: int, place: int) -> HttpResponse:
    form = _own(request, pk)
    _person(form, place)
    actions.remove_person(form, place, at=timezone.now())
    return redirect("officer_part", form.pk, Part.PEOPLE.value)


@requires(Permission.SUBMIT_REFERRAL)
def send(request: UserRequest, pk: int) -> HttpResponse:
    """Ask what is missing or does not fit, and send it whatever the answer."""
    form, obstacles = _own(request, pk), []
    if form.sent_at:
        return redirect(form)
    if request.method == "POST":
        try:
            actions.send(form, by=request.user, at=timezone.now())
        except CannotSend as refusal:
            obstacles = refusal.obstacles
        else:
            messages.success(request, f"Sent. Your reference is {form.reference}.")
            return redirect(form)
    asks = queries.asks(form)
    return render(
        request,
        "intake/officer_send.html",
        {
            "own": form,
            "obstacles": obstacles,
            "asks": [(ask, reverse("officer_part", args=[form.pk, ask.part.value])) for ask in asks],
            "parts": _steps(form),
        },
    )


@require_POST
@requires(Permission.SUBMIT_REFERRAL)
def throw_away(request: UserRequest, pk: int) -> HttpResponse:
    form = _own(request, pk)
    actions.throw_away(form, by=request.user, at=timezone.now())
    messages.success(request, f"Threw away {form.reference}.")
    return redirect("officer_forms")


def _own(request: UserRequest, pk: int) -> OfficerForm:
    return get_object_or_404(queries.forms_of(request.user), pk=pk)


def _person(form: OfficerForm, place: int) -> dict[str, Any]:
    if not 1 <= place <= len(form.people):
        raise Http404("Nobody there")
    one: dict[str, Any] = form.people[place - 1]
    return one


def _steps(form: OfficerForm) -> list[tuple[str, str]]:
    return [(reporting.LABELS[one], reverse("officer_part", args=[form.pk, one.value])) for one in queries.parts(form)]


def _after(form: OfficerForm, here: Part) -> str:
    asked = queries.parts(form)
    later = asked[asked.index(here) + 1 :]
    return (
        reverse("officer_part", args=[form.pk, later[0].value])
        if later
        else reverse("send_officer_form", args=[form.pk])
    )


def _page(form: OfficerForm, here: Part) -> dict[str, Any]:
    asked = queries.parts(form)
    place = asked.index(here)
    before = reverse("officer_part", args=[form.pk, asked[place - 1].value]) if place else reverse("officer_forms")
    return {
        "own": form,
        "title": reporting.LABELS[here],
        "place": place + 1,
        "of": len(asked),
        "before": before,
        "after": _after(form, here),
        "people": [(number, one) for number, one in enumerate(form.people, start=1)],
        "born": {
            number: date.fromisoformat(one["date_of_birth"])
            for number, one in enumerate(form.people, start=1)
            if one["date_of_birth"]
        },
        "known": OfficerForm.KNOWN,
        "roles": LABELS,
    }

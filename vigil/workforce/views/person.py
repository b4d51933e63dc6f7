"""One person's page, and every change that supervisors make from it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vigil.accounts.access import UserRequest, requires, signed_in
from vigil.accounts.models import User
from vigil.accounts.roles import Permission
from vigil.rules.skills import Stage
from vigil.workforce.actions import absence, looking, path, post, supervision, training
from vigil.workforce.actions.refusals import CannotChange
from vigil.workforce.forms import person as typed
from vigil.workforce.models import Absence, Post, Practice, Step, Supervision, Training
from vigil.workforce.queries import person as queries
from vigil.workforce.queries.standing import standing_of

A_DAY = timedelta(days=1)


@requires(Permission.SEE_WORKFORCE)
def person(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    looking.record_view(found, by=request.user, at=timezone.now())
    return _show(request, found)


@signed_in
def mine(request: UserRequest) -> HttpResponse:
    return _show(request, request.user)


def _show(request: UserRequest, found: User) -> HttpResponse:
    is_own = found == request.user
    manages = request.user.may(Permission.MANAGE_WORKFORCE)
    about = {
        "told": queries.page(found, at=timezone.now()),
        "is_own": is_own,
        "may_manage": manages and not is_own,
        "may_plan": manages,
        "sees_exposure": manages or is_own,
        "sees_register": request.user.may(Permission.SEE_WORKFORCE),
    }
    return render(request, "workforce/trained_person.html", about)


def _ask(
    request: UserRequest, found: User, form: forms.Form, act: Callable[[], Any], *, title: str, words: str, done: str
) -> HttpResponse:
    """Show a form about somebody; when it is filled in, do the one action and go back to their page."""
    if form.is_valid():
        try:
            act()
        except CannotChange as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, done)
            return redirect("trained_person", found.pk)
    return render(request, "workforce/form.html", {"found": found, "form": form, "title": title, "words": words})


def _press(request: UserRequest, found: User, act: Callable[[], Any], *, done: str) -> HttpResponse:
    """Do what a button on somebody's page says, and go back to it."""
    try:
        act()
    except CannotChange as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        messages.success(request, done)
    return redirect("trained_person", found.pk)


@requires(Permission.MANAGE_WORKFORCE)
def add_training(request: UserRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(User, pk=pk), typed.AddTraining(request.POST or None)

    def act() -> None:
        training.record(found, **form.cleaned_data, by=request.user, at=timezone.now())

    return _ask(request, found, form, act, title="Add a training", words="Add this training", done="Added the training")


@requires(Permission.MANAGE_WORKFORCE)
def withdraw_training(request: UserRequest, pk: int) -> HttpResponse:
    given = get_object_or_404(Training.objects.select_related("person"), pk=pk)
    form = typed.WithdrawTraining(request.POST or None)

    def act() -> None:
        training.withdraw(given, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())

    return _ask(
        request,
        given.person,
        form,
        act,
        title=f"Withdraw “{given.get_course_display()}”",
        words="Withdraw it",
        done="Withdrew the training. What it opened is closed, unless another training opens it.",
    )


@requires(Permission.MANAGE_WORKFORCE)
@require_POST
def restore_training(request: UserRequest, pk: int) -> HttpResponse:
    given = get_object_or_404(Training.objects.select_related("person"), pk=pk)
    return _press(
        request,
        given.person,
        lambda: training.restore(given, by=request.user, at=timezone.now()),
        done="Restored the training",
    )


@requires(Permission.MANAGE_WORKFORCE)
def place(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    now = Post.objects.filter(person=found).first() or Post(person=found)
    hours = now.contracted_minutes / 60 if now.contracted_minutes else None
    initial = {
        "team": now.team_id,
        "contracted_minutes": f"{hours:g}" if hours else None,
        "ends_on": now.ends_on - A_DAY if now.ends_on else None,
    }
    form = typed.Place(request.POST or None, initial=initial)

    def act() -> None:
        post.place(found, **form.cleaned_data, by=request.user, at=timezone.now())

    return _ask(request, found, form, act, title="Change the post", words="Save", done="Changed the post")


@requires(Permission.MANAGE_WORKFORCE)
def add_team(request: UserRequest) -> HttpResponse:
    form = typed.AddTeam(request.POST or None)
    if form.is_valid():
        added = post.team_at(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, f"{added.name} at {added.site} can be chosen for a post")
        return redirect("skills")
    return render(request, "workforce/form.html", {"found": None, "form": form, "title": "Add a team", "words": "Add"})


@requires(Permission.MANAGE_WORKFORCE)
def set_week(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    now = {str(one.weekday): f"{one.starts:%H:%M}-{one.ends:%H:%M}" for one in found.working_days.all()}
    form = typed.Week(request.POST or None, initial=now)

    def act() -> None:
        post.set_week(found, form.week(), by=request.user, at=timezone.now())

    return _ask(request, found, form, act, title="Change the working week", words="Save", done="Changed the week")


@requires(Permission.MANAGE_WORKFORCE)
def add_absence(request: UserRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(User, pk=pk), typed.Away(request.POST or None)

    def act() -> None:
        absence.record(found, **form.cleaned_data, by=request.user, at=timezone.now())

    return _ask(request, found, form, act, title="Add days away", words="Add", done="Added the days away")


@requires(Permission.MANAGE_WORKFORCE)
def end_absence(request: UserRequest, pk: int) -> HttpResponse:
    away = get_object_or_404(Absence.objects.select_related("person"), pk=pk)
    form = typed.EndAbsence(request.POST or None, initial={"last_day": away.last_day})

    def act() -> None:
        absence.end(away, **form.cleaned_data, by=request.user, at=timezone.now())

    return _ask(request, away.person, form, act, title="Change the last day away", words="Save", done="Changed it")


@requires(Permission.MANAGE_WORKFORCE)
@require_POST
def take_back_absence(request: UserRequest, pk: int) -> HttpResponse:
    away = get_object_or_404(Absence.objects.select_related("person"), pk=pk)
    return _press(
        request,
        away.person,
        lambda: absence.take_back(away, by=request.user, at=timezone.now()),
        done="Took the days away back",
    )


@requires(Permission.MANAGE_WORKFORCE)
def add_supervision(request: UserRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(User, pk=pk), typed.Supervised(request.POST or None)

    def act() -> None:
        supervision.record(found, **form.cleaned_data, by=request.user, at=timezone.now())

    return _ask(request, found, form, act, title="Add a supervision", words="Add", done="Added the supervision")


@requires(Permission.MANAGE_WORKFORCE)
@require_POST
def take_back_supervision(request: UserRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(Supervision.objects.select_related("person"), pk=pk)
    return _press(
        request,
        held.person,
        lambda: supervision.take_back(held, by=request.user, at=timezone.now()),
        done="Took the supervision back",
    )


@requires(Permission.MANAGE_WORKFORCE)
def move_on(request: UserRequest, pk: int) -> HttpResponse:
    """Move somebody along the path; who has no step yet may begin anywhere on it."""
    found, at = get_object_or_404(User, pk=pk), timezone.now()
    begins = not Step.objects.filter(person=found).exists()
    stages = list(Stage) if begins else queries.stages_open_to(standing_of(found, at=at))
    form = typed.MoveOn(request.POST or None, stages=stages)

    def act() -> None:
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        if begins:
            path.begin_at(found, stage=to, reason=reason, by=request.user, at=at)
        else:
            path.move_on(found, to=to, reason=reason, by=request.user, at=at)

    title = "Begin the path" if begins else "Move along the path"
    return _ask(request, found, form, act, title=title, words="Save", done="Changed the step")


@requires(Permission.MANAGE_WORKFORCE)
@require_POST
def note_practice(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    return _press(
        request,
        found,
        lambda: path.note_practice(found, by=request.user, at=timezone.now()),
        done="Counted one assessment",
    )


@requires(Permission.MANAGE_WORKFORCE)
@require_POST
def take_back_practice(request: UserRequest, pk: int) -> HttpResponse:
    counted = get_object_or_404(Practice.objects.select_related("person"), pk=pk)
    return _press(
        request,
        counted.person,
        lambda: path.take_back_practice(counted, by=request.user, at=timezone.now()),
        done="Took one assessment back",
    )

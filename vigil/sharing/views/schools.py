"""School notices, and the directory of schools they go to."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.sharing.actions import schools as directory
from vigil.sharing.actions import settling_notices as actions
from vigil.sharing.forms import schools as forms
from vigil.sharing.models import School, SchoolNotice
from vigil.sharing.queries import schools as queries
from vigil.ui.words import plural

SHOWN = 50


@require_GET
@requires(Permission.SEE_SHARING)
def school_notices(request: UserRequest) -> HttpResponse:
    """Say what waits for a person, what is on its way and what was told."""
    at = timezone.now()
    lists = {
        "to_call": queries.to_call(at),
        "to_find": queries.to_find(),
        "held": queries.held(),
        "late": queries.late(),
        "on_their_way": queries.on_their_way().filter(due_at__gt=at + queries.CALL_BEFORE),
        "told": queries.told(),
    }
    about = {name: found[:SHOWN] for name, found in lists.items()}
    counts = {name: found.count() for name, found in lists.items() if name != "told"}
    return render(request, "sharing/school_notices.html", {**about, "counts": counts, "shown": SHOWN})


@require_GET
@requires(Permission.SEE_SHARING)
def school_notice(request: UserRequest, pk: int) -> HttpResponse:
    return _show(request, pk, None)


def _show(request: UserRequest, pk: int, form: Form | None) -> HttpResponse:
    found = get_object_or_404(queries.notices(), pk=pk)
    actions.record_view(found, by=request.user, at=timezone.now())
    find = forms.FindSchool(request.GET)
    named = find.cleaned_data["named"] if find.is_valid() else ""
    choices = queries.choices(found, named=named)
    about: dict[str, Any] = {
        "found": found,
        "delivery": queries.delivery_of(found),
        "form": form,
        "find": find,
        "choices": choices,
        "choose": form if isinstance(form, forms.ChooseSchool) else forms.ChooseSchool(choices),
        "hold": form if isinstance(form, forms.Hold) else forms.Hold(auto_id="id_hold_%s"),
        "end": form if isinstance(form, forms.End) else forms.End(auto_id="id_end_%s"),
        "may_hold": request.user.may(Permission.HOLD_NOTICE),
        "may_find": request.user.may(Permission.DECIDE_SHARING),
    }
    return render(request, "sharing/school_notice.html", about)


@require_POST
@requires(Permission.HOLD_NOTICE)
def hold_notice(request: UserRequest, pk: int) -> HttpResponse:
    """Keep a notice from leaving, with a reason."""
    found, form = get_object_or_404(SchoolNotice, pk=pk), forms.Hold(request.POST, auto_id="id_hold_%s")
    if form.is_valid():
        try:
            actions.hold(found, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        except actions.CannotTell as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, "Held. The school is not told until it is let go.")
            return redirect(found)
    return _show(request, pk, form)


@require_POST
@requires(Permission.HOLD_NOTICE)
def release_notice(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SchoolNotice, pk=pk)
    try:
        actions.release(found, by=request.user, at=timezone.now())
    except actions.CannotTell as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        messages.success(request, "Let go.")
    return redirect(found)


@require_POST
@requires(Permission.DECIDE_SHARING)
def choose_school(request: UserRequest, pk: int) -> HttpResponse:
    """Say which school a child goes to."""
    found = get_object_or_404(queries.notices(), pk=pk)
    choices = queries.choices(found, named=request.GET.get("named", ""))
    form = forms.ChooseSchool(choices, request.POST)
    if form.is_valid():
        school = get_object_or_404(School.objects.select_related("partner"), pk=form.cleaned_data["school"])
        remember = form.cleaned_data["remember"]
        try:
            actions.choose(found, school, remember=remember, by=request.user, at=timezone.now())
        except actions.CannotTell as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"{school} is told of it now.")
            return redirect(found)
    return _show(request, pk, form)


@require_POST
@requires(Permission.DECIDE_SHARING)
def end_notice(request: UserRequest, pk: int) -> HttpResponse:
    """Say that no school is to be told, and why."""
    found, form = get_object_or_404(SchoolNotice, pk=pk), forms.End(request.POST, auto_id="id_end_%s")
    if form.is_valid():
        try:
            actions.end(found, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        except actions.CannotTell as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, "Written down.")
            return redirect("school_notices")
    return _show(request, pk, form)


@require_GET
@requires(Permission.SEE_PARTNERS)
def schools(request: UserRequest) -> HttpResponse:
    """Show the directory."""
    form = forms.FindSchool(request.GET)
    found = queries.in_directory(form.cleaned_data["named"] if form.is_valid() else "")
    about = {
        "schools": found[:SHOWN],
        "count": found.count(),
        "shown": SHOWN,
        "form": form,
        "may_manage": request.user.may(Permission.MANAGE_PARTNERS),
    }
    return render(request, "sharing/schools.html", about)


@requires(Permission.MANAGE_PARTNERS)
def import_schools(request: UserRequest) -> HttpResponse:
    """Take in a file of schools, and say which rows were held and why."""
    form, taken = forms.SchoolsFile(request.POST or None, request.FILES or None), None
    if form.is_valid():
        try:
            taken = directory.take_in(form.cleaned_data["file"].read(), by=request.user, at=timezone.now())
        except directory.Unreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"Added {plural(taken.added, 'school')}, changed {taken.changed}.")
            if not taken.held:
                return redirect("schools")
    about = {"form": form, "taken": taken, "headings": directory.HEADINGS}
    return render(request, "sharing/import_schools.html", about)

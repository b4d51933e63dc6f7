"""Pages for those who manage the hub's staff, and the one where anybody changes their own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from vigil.accounts.access import UserRequest, requires, with_any_password
from vigil.accounts.models import User
from vigil.accounts.roles import Permission
from vigil.workforce.actions import staff as actions
from vigil.workforce.actions.refusals import CannotChange
from vigil.workforce.forms import staff as forms
from vigil.workforce.queries import staff as queries


@requires(Permission.MANAGE_STAFF)
def staff(request: HttpRequest) -> HttpResponse:
    return render(request, "workforce/staff.html", {"staff": queries.staff()})


@requires(Permission.MANAGE_STAFF)
@never_cache
def add(request: UserRequest) -> HttpResponse:
    form = forms.AddPerson(request.POST or None)
    if form.is_valid():
        added, password = actions.add_user(**form.cleaned_data, password=None, by=request.user, at=timezone.now())
        return _show_once(request, added, password)
    return render(request, "workforce/add.html", {"form": form})


@requires(Permission.MANAGE_STAFF)
def person(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    form = forms.ChangeRole(request.POST or None, initial={"role": found.role})
    if form.is_valid():
        try:
            actions.change_role(found, role=form.cleaned_data["role"], by=request.user, at=timezone.now())
        except CannotChange as refusal:
            form.add_error("role", refusal.obstacles)
        else:
            messages.success(request, f"{found} is now {form.cleaned_data['role'].label.lower()}")
            return redirect("staff")
    return render(
        request,
        "workforce/person.html",
        {"found": found, "form": form, "obstacles": queries.obstacles_to_losing_as_administrator(found)},
    )


@requires(Permission.MANAGE_STAFF)
@require_POST
def deactivate(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    try:
        actions.deactivate(found, by=request.user, at=timezone.now())
    except CannotChange as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        messages.success(request, f"{found} can no longer sign in")
    return redirect("staff")


@requires(Permission.MANAGE_STAFF)
@require_POST
@never_cache
def reactivate(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    return _show_once(request, found, actions.reactivate(found, by=request.user, at=timezone.now()))


@requires(Permission.MANAGE_STAFF)
@require_POST
@never_cache
def new_password(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    return _show_once(request, found, actions.issue_password(found, by=request.user, at=timezone.now()))


def _show_once(request: HttpRequest, person: User, password: str) -> HttpResponse:
    # Answered to the POST itself: a redirect would have to keep the password somewhere meanwhile.
    return render(request, "workforce/password_once.html", {"found": person, "password": password})


@with_any_password
@sensitive_post_parameters()
@never_cache
def change_password(request: UserRequest) -> HttpResponse:
    form = forms.ChangePassword(request.POST or None, person=request.user)
    if form.is_valid():
        actions.change_password(request.user, password=form.cleaned_data["password"], at=timezone.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, "Changed your password")
        return redirect("start")
    return render(request, "workforce/change_password.html", {"form": form})

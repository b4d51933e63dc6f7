"""One household, and what people decide about who lives in it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.people import forms
from vigil.people.actions import deciding, households, looking
from vigil.people.models import Household
from vigil.people.queries import household as queries


@require_GET
@requires(Permission.SEE_PEOPLE)
def household(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk), out=forms.TakeOut(), put=forms.PutTogether())


def _found(pk: int) -> Household:
    return get_object_or_404(Household.objects.select_related("address"), pk=pk)


def _page(request: UserRequest, found: Household, *, out: forms.TakeOut, put: forms.PutTogether) -> HttpResponse:
    looking.record_household_view(found, by=request.user, at=timezone.now())
    members, reports = queries.members_and_reports(found)
    return render(
        request,
        "people/household.html",
        {
            "household": found,
            "members": members,
            "reports": reports,
            "beside": queries.at_the_same_address(found),
            "changes": [(change, not deciding.obstacles_to_undoing(change)) for change in queries.changes(found)],
            "chosen": {int(key) for key in request.POST.getlist("person") if key.isdigit()},
            "may_decide": request.user.may(Permission.DECIDE_PEOPLE),
            "out": out,
            "put": put,
            "form": out if out.errors else put,
        },
    )


@require_POST
@requires(Permission.DECIDE_PEOPLE)
def take_out(request: UserRequest, pk: int) -> HttpResponse:
    """Take the ticked people out of a household."""
    found, form = _found(pk), forms.TakeOut(request.POST)
    chosen = [int(key) for key in request.POST.getlist("person") if key.isdigit()]
    if form.is_valid():
        try:
            own = households.take_out(found, chosen, by=request.user, at=timezone.now(), **form.cleaned_data)
        except deciding.CannotDecide as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"They are household {own.pk} now. Vigil will not bring the two together again.")
            return redirect(found)
    return _page(request, found, out=form, put=forms.PutTogether())


@require_POST
@requires(Permission.DECIDE_PEOPLE)
def put_together(request: UserRequest, pk: int) -> HttpResponse:
    """Put this household together with another, by its number."""
    found, form = _found(pk), forms.PutTogether(request.POST)
    if form.is_valid():
        other = Household.objects.filter(pk=form.cleaned_data["other"]).first()
        try:
            if other is None:
                raise deciding.CannotDecide(["There is no household of this number."])
            reason = form.cleaned_data["reason"]
            households.put_together(found, other, reason=reason, by=request.user, at=timezone.now())
        except deciding.CannotDecide as refusal:
            form.add_error("other", refusal.obstacles)
        else:
            messages.success(request, f"Put household {other.pk} together with this one")
            return redirect(found)
    return _page(request, found, out=forms.TakeOut(), put=form)

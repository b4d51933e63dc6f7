"""One's own work: taking the next, keeping it, giving it back, and choosing another when there is a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.referrals.models import Referral
from vigil.worklist.actions import claims as actions
from vigil.worklist.actions import together
from vigil.worklist.forms.claims import GiveBack, OutOfOrder
from vigil.worklist.models import Claim
from vigil.worklist.queries import claims as queries
from vigil.worklist.queries import held
from vigil.worklist.queries.together import held_with


@require_POST
@requires(Permission.ASSESS)
def take_next(request: UserRequest) -> HttpResponse:
    try:
        claim = actions.take_next(by=request.user, at=timezone.now())
    except actions.CannotClaim as refusal:
        messages.error(request, str(refusal))
        return redirect("my_work")
    if claim is None:
        messages.warning(request, "Nothing waits that you are trained for and nobody else holds.")
        return redirect("my_work")
    return redirect("assess", claim.referral_id)


@require_GET
@requires(Permission.ASSESS)
def my_work(request: UserRequest) -> HttpResponse:
    at = timezone.now()
    return render(
        request,
        "worklist/my_work.html",
        {
            "at": at,
            "held": held.held_by(request.user, at=at),
            "lapsed": held.lately_lapsed(request.user, at=at),
            "focus": queries.focus_of(request.user, at=at),
        },
    )


@require_POST
@requires(Permission.ASSESS)
def renew(request: UserRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(Claim, pk=pk, holder=request.user)
    try:
        claim = actions.renew(claim, by=request.user, at=timezone.now())
    except actions.CannotClaim as refusal:
        messages.error(request, str(refusal))
    else:
        until = timezone.localtime(claim.expires_at)
        messages.success(request, f"{claim.referral.number} is yours until {until:%H:%M}")
    return redirect("my_work")


@requires(Permission.ASSESS)
def give_back(request: UserRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(Claim.objects.select_related("referral"), pk=pk, holder=request.user)
    form = GiveBack(request.POST or None, others=[one.referral.number for one in held_with(claim)])
    if form.is_valid():
        act = together.release if form.goes_together else actions.release
        try:
            act(claim, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        except actions.CannotClaim as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            what = " and the others of the same people" if form.goes_together else ""
            messages.success(request, f"Gave back {claim.referral.number}{what}, to their place on the worklist")
            return redirect("my_work")
    return render(request, "worklist/give_back.html", {"referral": claim.referral, "form": form})


@requires(Permission.ASSESS)
def choose(request: UserRequest, pk: int) -> HttpResponse:
    """Take one referral whatever its place; say why unless it is the next."""
    referral, at = get_object_or_404(Referral, pk=pk), timezone.now()
    form = OutOfOrder(request.POST or None)
    if form.is_valid():
        try:
            actions.choose(referral, why=form.cleaned_data["why"], by=request.user, at=at)
        except actions.CannotClaim as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            return redirect("assess", referral.pk)
    obstacles = queries.obstacles_to_claiming(referral, holder=request.user, at=at)
    return render(request, "worklist/choose.html", {"referral": referral, "form": form, "obstacles": obstacles})

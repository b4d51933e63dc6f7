"""Pages of the policy tables: what is in force, who changed it and why, and changing it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.rules.policies import POLICIES, PolicyTable
from vigil.triage import actions, forms, queries
from vigil.triage.tasks import rescreen


def _kind(name: str) -> type[PolicyTable]:
    kind = queries.policy_kind(name)
    if kind is None:
        raise Http404
    return kind


@requires(Permission.SEE_POLICY)
def policies(request: HttpRequest) -> HttpResponse:
    tables = [(kind.sheet(), kind.name, queries.policy_in_force(kind).version) for kind in POLICIES]
    return render(request, "triage/policies.html", {"tables": tables})


@requires(Permission.SEE_POLICY)
def policy(request: UserRequest, name: str) -> HttpResponse:
    kind = _kind(name)
    about = {
        "kind": kind,
        "sheet": kind.sheet(),
        "in_force": queries.policy_in_force(kind),
        "history": queries.policy_history(kind),
        "may_change": request.user.may(Permission.CHANGE_POLICY),
    }
    return render(request, "triage/policy.html", about)


@requires(Permission.CHANGE_POLICY)
def change_policy(request: UserRequest, name: str) -> HttpResponse:
    kind = _kind(name)
    form = forms.ChangePolicy(queries.policy_in_force(kind), request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():  # the version and the screening by it are written together
                made = actions.change_policy(
                    kind,
                    form.values(),
                    reason=form.cleaned_data["reason"],
                    based_on=form.cleaned_data["based_on"],
                    by=request.user,
                    at=timezone.now(),
                )
                rescreen.enqueue(request.user.pk)
        except actions.CannotChangePolicy as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(
                request,
                f"Version {made.version} is in force. The worklist is being screened again by it; no grade goes down.",
            )
            return redirect("policy", name)
    return render(request, "triage/change_policy.html", {"kind": kind, "sheet": kind.sheet(), "form": form})

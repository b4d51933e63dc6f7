"""Pages of the policy tables: what is in force, who changed it and why, and trying a change."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.rules.policies import POLICIES, PolicyTable
from vigil.screening.lexicon import VERSION as LEXICON_VERSION
from vigil.triage.actions import trying
from vigil.triage.actions.policy import CannotChangePolicy
from vigil.triage.forms import policy as forms
from vigil.triage.models import Trial
from vigil.triage.queries import policy as queries
from vigil.triage.tasks import apply_trial, run_trial


def _kind(name: str) -> type[PolicyTable]:
    kind = queries.policy_kind(name)
    if kind is None:
        raise Http404
    return kind


@requires(Permission.SEE_POLICY)
def policies(request: UserRequest) -> HttpResponse:
    tables = [(kind.sheet(), kind.name, queries.policy_in_force(kind).version) for kind in POLICIES]
    about = {
        "tables": tables,
        "lexicon": LEXICON_VERSION,
        "unread": queries.unread_by_this_lexicon(LEXICON_VERSION),
        "trials": queries.trials()[:10],
        "may_change": request.user.may(Permission.CHANGE_POLICY),
    }
    return render(request, "triage/policies.html", about)


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
    """Try a change on the worklist. Nothing is in force until what it would do has been seen."""
    kind = _kind(name)
    form = forms.ChangePolicy(queries.policy_in_force(kind), request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():  # the trial and its job are written together
                trial = trying.try_policy(
                    kind,
                    form.values(),
                    reason=form.cleaned_data["reason"],
                    based_on=form.cleaned_data["based_on"],
                    by=request.user,
                    at=timezone.now(),
                )
                run_trial.enqueue(trial.pk)
        except CannotChangePolicy as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            return redirect("trial", trial.pk)
    return render(request, "triage/change_policy.html", {"kind": kind, "sheet": kind.sheet(), "form": form})


@requires(Permission.CHANGE_POLICY)
def try_lexicon(request: UserRequest) -> HttpResponse:
    form = forms.TryLexicon(request.POST or None)
    if form.is_valid():
        with transaction.atomic():
            trial = trying.try_lexicon(reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
            run_trial.enqueue(trial.pk)
        return redirect("trial", trial.pk)
    about = {"form": form, "version": LEXICON_VERSION, "unread": queries.unread_by_this_lexicon(LEXICON_VERSION)}
    return render(request, "triage/try_lexicon.html", about)


@requires(Permission.SEE_POLICY)
def trial(request: UserRequest, pk: int) -> HttpResponse:
    return render(request, "triage/trial.html", _about(get_object_or_404(queries.trials(), pk=pk), request))


@requires(Permission.SEE_POLICY)
def trial_progress(request: UserRequest, pk: int) -> HttpResponse:
    """The part of the page that moves while a change is tried or made live."""
    return render(request, "triage/trial_progress.html", _about(get_object_or_404(queries.trials(), pk=pk), request))


def _about(found: Trial, request: UserRequest) -> dict[str, Any]:
    kind = queries.policy_kind(found.kind)
    return {
        "found": found,
        "title": kind.sheet().title if kind else "The lexicon",
        "lines": queries.changed_lines(found),
        "effect": queries.effect(found),
        "at_work": found.state in {Trial.State.QUEUED, Trial.State.RUNNING, Trial.State.APPLYING},
        "may_decide": request.user.may(Permission.CHANGE_POLICY) and found.state == Trial.State.READY,
        "may_open": request.user.may(Permission.SEE_REFERRAL),
    }


@requires(Permission.CHANGE_POLICY)
@require_POST
def decide(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Trial, pk=pk)
    try:
        with transaction.atomic():
            if "live" in request.POST:
                trying.make_live(found, by=request.user, at=timezone.now())
                apply_trial.enqueue(found.pk)
            else:
                trying.drop(found, by=request.user, at=timezone.now())
    except trying.CannotDecide as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    return redirect("trial", pk)

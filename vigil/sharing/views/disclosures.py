"""What there is to do about sharing, what became of one disclosure, and what sharing achieves."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.rules.sharing.terms import OutcomeKind
from vigil.sharing import packets, paper
from vigil.sharing.actions import chasing, guarding, hearing, looking
from vigil.sharing.forms.answering import Answer
from vigil.sharing.forms.deciding import Why
from vigil.sharing.models import Disclosure, FollowUp, Stop
from vigil.sharing.queries import chase, pages, results

SHOWN = 50
MONTHS = (1, 3, 12)


@require_GET
@requires(Permission.SEE_SHARING)
def sharing(request: UserRequest) -> HttpResponse:
    """Say what waits: to be decided, to be done, and to be heard from partners."""
    at = timezone.now()
    to_decide, to_do = pages.to_decide(), chase.to_do()
    about = {
        "at": at,
        "to_decide": to_decide[:SHOWN],
        "to_decide_count": to_decide.count(),
        "to_do": to_do[:SHOWN],
        "to_do_count": to_do.count(),
        "waiting": chase.waiting_for_word(at=at, most=SHOWN),
        "unanswered_count": chase.unanswered().count(),
        "may_decide": request.user.may(Permission.DECIDE_SHARING),
        "why": Why(),
    }
    return render(request, "sharing/sharing.html", about)


def _disclosures() -> QuerySet[Disclosure]:
    return Disclosure.objects.select_related("decision__referral", "decision__partner", "decision__by")


@require_GET
@requires(Permission.SEE_SHARING)
def disclosure(request: UserRequest, pk: UUID) -> HttpResponse:
    return _show(request, get_object_or_404(_disclosures(), pk=pk), Answer())


def _show(request: UserRequest, found: Disclosure, form: Answer) -> HttpResponse:
    at = timezone.now()
    looking.record_disclosure_view(found, by=request.user, at=at)
    about = {
        "found": found,
        "page": pages.disclosure(found, by=request.user, at=at),
        "form": form,
        "why": Why(),
        "may_decide": request.user.may(Permission.DECIDE_SHARING),
    }
    return render(request, "sharing/disclosure.html", about)


@require_GET
@requires(Permission.SEE_SHARING)
def disclosure_pdf(request: UserRequest, pk: UUID) -> HttpResponse:
    """Give the disclosure as it is on paper."""
    found = get_object_or_404(_disclosures(), pk=pk)
    looking.record_disclosure_print(found, by=request.user, at=timezone.now())
    return HttpResponse(
        paper.pdf(packets.content_of(found)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{found.number}.pdf"'},
    )


@require_POST
@requires(Permission.DECIDE_SHARING)
def record_answer(request: UserRequest, pk: UUID) -> HttpResponse:
    """Write down what somebody at the partner said on the telephone."""
    found, at = get_object_or_404(_disclosures(), pk=pk), timezone.now()
    form = Answer(request.POST)
    if form.is_valid():
        told_by, kind = form.cleaned_data["told_by"], form.cleaned_data["outcome"]
        try:
            if kind:
                hearing.record_outcome(
                    found,
                    kind=OutcomeKind(kind),
                    was_useful=form.was_useful(),
                    told_by=told_by,
                    by=request.user,
                    at=at,
                )
            else:
                hearing.acknowledge(found, told_by=told_by, by=request.user, at=at)
        except hearing.CannotHear as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"Written down for {found.number}.")
            return redirect(found)
    return _show(request, found, form)


@require_POST
@requires(Permission.DECIDE_SHARING)
def clear_stop(request: UserRequest, pk: int) -> HttpResponse:
    """Let what stopped a disclosure pass, as the second trained person."""
    stop = get_object_or_404(Stop.objects.select_related("disclosure"), pk=pk)
    try:
        guarding.clear(stop, why=request.POST.get("why", ""), by=request.user, at=timezone.now())
    except guarding.CannotGuard as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        left = stop.disclosure.stops.filter(cleared_at=None).count()
        messages.success(request, "Cleared. It is on its way." if not left else f"Cleared. {left} left to look at.")
    return redirect(stop.disclosure)


@require_POST
@requires(Permission.DECIDE_SHARING)
def finish_follow_up(request: UserRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(FollowUp, pk=pk)
    try:
        if "again" in request.POST:
            chasing.send_again(one, by=request.user, at=timezone.now())
        else:
            chasing.finish(one, how=request.POST.get("why", ""), by=request.user, at=timezone.now())
    except chasing.CannotFinish as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        messages.success(request, "It will be sent again." if "again" in request.POST else "Done, and written down.")
    return redirect("sharing")


@require_GET
@requires(Permission.SEE_RESULTS)
def sharing_results(request: UserRequest) -> HttpResponse:
    asked = request.GET.get("months", "")
    months = int(asked) if asked in {str(one) for one in MONTHS} else 3
    since = timezone.now() - timedelta(days=months * 365 / 12)
    found = results.results(since=since)
    return render(request, "sharing/results.html", {"months": months, "choices": MONTHS, "results": found})

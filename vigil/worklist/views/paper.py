"""When the system is down, and after: the worklist and the sheet on paper, and entering what was written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.referrals.models import Referral
from vigil.triage.actions.looking import record_assessment_view
from vigil.triage.queries.assessing import with_child
from vigil.worklist import paper as sheets
from vigil.worklist.actions import paper as actions
from vigil.worklist.actions.desk import CannotSign
from vigil.worklist.forms.paper import EnterPaper, FindSheet
from vigil.worklist.queries import rows

ON_PAPER = 100


@requires(Permission.ASSESS)
def downtime(request: UserRequest) -> HttpResponse:
    form = FindSheet(request.POST or None)
    if form.is_valid():
        if Referral.objects.filter(pk=form.cleaned_data["number"]).exists():
            return redirect("enter_paper", form.cleaned_data["number"])
        form.add_error("number", "There is no referral of that number")
    may_print = request.user.may(Permission.EXPORT)
    return render(request, "worklist/downtime.html", {"form": form, "may_print": may_print})


@require_GET
@requires(Permission.EXPORT)
def paper_worklist(request: UserRequest) -> HttpResponse:
    at = timezone.now()
    lines = rows.foremost(ON_PAPER, at=at)
    actions.record_print(referrals=len(lines), by=request.user, at=at)
    return _as_pdf(sheets.worklist(lines, at=at), f"worklist-{timezone.localtime(at):%Y-%m-%d-%H%M}")


@require_GET
@requires(Permission.ASSESS)
def paper_sheet(request: UserRequest) -> HttpResponse:
    return _as_pdf(sheets.sheet(at=timezone.now()), "assessment-sheet")


@requires(Permission.ASSESS)
def enter_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Take what was written on paper, with its own time."""
    referral, at = get_object_or_404(Referral, pk=pk), timezone.now()
    form = EnterPaper(
        request.POST if request.method == "POST" else None,
        with_child=with_child(referral),
        initial={"done_by": request.user.pk},
    )
    if form.is_valid():
        try:
            made = actions.enter(
                referral,
                form.answers(),
                done_by=form.cleaned_data["done_by"],
                done_at=form.done_at(),
                by=request.user,
                at=at,
            )
        except CannotSign as refusal:
            for name, sentence in refusal.obstacles.items():
                form.add_error(name if name in form.fields else None, sentence)
        else:
            waits = " It waits for a second signature." if made.state == made.State.WAITS else ""
            messages.success(request, f"Entered {referral.number} from paper.{waits}")
            return redirect("downtime")
    record_assessment_view(referral, by=request.user, at=at)
    return render(request, "worklist/enter_paper.html", {"referral": referral, "form": form})


def _as_pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)

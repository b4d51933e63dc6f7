"""Pages on whether grades are right: what assessors agree on, and grading an assessed referral again, blind."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.rules.estimates import explain
from vigil.rules.terms import Grade
from vigil.triage.actions import quality as actions
from vigil.triage.actions.looking import record_quality_view
from vigil.triage.forms.sampling import GradeBlind
from vigil.triage.models import QualityGrading
from vigil.triage.pictures import drift_picture
from vigil.triage.queries import quality as queries
from vigil.triage.queries.sampling import blind_record
from vigil.ui import words


@require_GET
@requires(Permission.SEE_QUALITY)
def quality(request: UserRequest) -> HttpResponse:
    """Say how far assessors agree, how many were assessed too low, and how grades drift."""
    at = timezone.now()
    told, hidden, weeks = queries.agreed(at=at), queries.assessed_too_low(at=at), queries.drift(at=at)
    record_quality_view(by=request.user, at=at)
    about = {
        "told": told,
        "groups": [
            ("All", "Whose", [told.everybody]),
            ("By team", "Team", told.by_team),
            ("By assessor", "Assessor", told.by_assessor),
            ("By kind of form", "Form", told.by_form),
        ],
        "hidden": hidden,
        "sentence": explain(hidden.estimate, hidden.lacking) if hidden else "",
        "may_draw": request.user.may(Permission.DRAW_SAMPLE),
        "may_read": request.user.may(Permission.SEE_DISAGREEMENTS),
        "week_rows": [
            (words.day(week.monday), *map(words.number, (week.of, week.officer, week.screened, week.assessed)))
            for week in reversed(weeks)
        ],
        "picture": drift_picture(weeks) if len(weeks) > 1 else None,
    }
    return render(request, "triage/quality.html", about)


@requires(Permission.GRADE_BLIND)
def quality_next(request: UserRequest) -> HttpResponse:
    """Show the next assessed referral to grade again without its grade, and take the grade."""
    at = timezone.now()
    form = GradeBlind(request.POST or None)
    if form.is_valid():
        found = QualityGrading.objects.select_related("assessment__referral")
        grading, grade = get_object_or_404(found, pk=form.cleaned_data["grading"]), Grade(form.cleaned_data["grade"])
        try:
            actions.grade_again(grading, grade=grade, reason=form.cleaned_data["reason"], by=request.user, at=at)
        except actions.CannotGradeAgain as refusal:
            messages.error(request, " ".join(refusal.obstacles))
        else:
            messages.success(request, f"Graded {grade}. Whoever supervises sees it beside the first grade.")
        return redirect("quality_next")
    taken = actions.take_next(by=request.user, at=at)
    form.initial["grading"] = taken.pk if taken else None
    record = blind_record(taken.assessment.referral) if taken else None
    return render(request, "triage/quality_next.html", {"form": form, "record": record})

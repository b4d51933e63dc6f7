"""Pages around an assessment: the second signature, where assessors disagree, and further enquiries."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade
from vigil.triage.actions import assessing, enquiring
from vigil.triage.actions.looking import record_assessment_view, record_second_view
from vigil.triage.forms import assessing as forms
from vigil.triage.models import Assessment, Enquiry
from vigil.triage.queries import assessing as queries
from vigil.triage.queries import quality
from vigil.triage.queries.sampling import blind_record

SHOWN = 100


@require_GET
@requires(Permission.ASSESS)
def seconds(request: UserRequest) -> HttpResponse:
    """List the assessments that wait for a second signature, and say which of them one may give."""
    at = timezone.now()
    waiting = [
        (assessment, assessing.obstacles_to_second(assessment, by=request.user, at=at))
        for assessment in queries.waiting_for_a_second()
    ]
    return render(request, "triage/seconds.html", {"waiting": waiting})


@requires(Permission.ASSESS)
def second(request: UserRequest, pk: int) -> HttpResponse:
    """Show a referral without what the first person graded, and take the second one's own grade."""
    found, at = get_object_or_404(Assessment.objects.select_related("referral", "by"), pk=pk), timezone.now()
    form = forms.SignSecond(request.POST or None)
    obstacles = assessing.obstacles_to_second(found, by=request.user, at=at)
    if not obstacles and form.is_valid():
        grade, why = Grade(form.cleaned_data["grade"]), form.cleaned_data["why"]
        try:
            signed = assessing.sign_second(found, grade=grade, why=why, by=request.user, at=at)
        except assessing.CannotSecond as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            became = (
                "It stands" if signed.agrees else "It goes back to the worklist, and a supervisor sees both reasons"
            )
            messages.success(request, f"Graded {found.referral.number} {grade}. {became}.")
            return redirect("seconds")
    if not obstacles:
        record_second_view(found.referral, by=request.user, at=at)
    record = None if obstacles else blind_record(found.referral)
    about = {"assessment": found, "obstacles": obstacles, "record": record, "form": form}
    return render(request, "triage/second.html", about, status=403 if obstacles else 200)


@require_GET
@requires(Permission.SEE_DISAGREEMENTS)
def disagreements(request: UserRequest) -> HttpResponse:
    """Show where two people graded apart, with both reasons: a lowering that was refused, or a grade checked blind."""
    found, apart = list(queries.disagreements()[:SHOWN]), list(quality.apart()[:SHOWN])
    at = timezone.now()
    for referral in {one.referral for one in found} | {one.assessment.referral for one in apart}:
        record_assessment_view(referral, by=request.user, at=at)
    return render(request, "triage/disagreements.html", {"found": found, "apart": apart})


@requires(Permission.ASSESS)
def ask(request: UserRequest, pk: int) -> HttpResponse:
    """Ask somebody for more about a referral."""
    found, form = get_object_or_404(Referral, pk=pk), forms.Ask(request.POST or None)
    if form.is_valid():
        try:
            enquiring.ask(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except enquiring.CannotEnquire as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, "Written down. It is chased if no answer comes in time.")
            return redirect("assess", found.pk)
    return render(request, "triage/ask.html", {"referral": found, "form": form})


@requires(Permission.ASSESS)
def enquiry(request: UserRequest, pk: int) -> HttpResponse:
    """Show what was asked, and write the answer down."""
    found = get_object_or_404(Enquiry.objects.select_related("referral", "asked_by"), pk=pk)
    form = forms.Answer(request.POST or None)
    if form.is_valid():
        try:
            enquiring.answer(found, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        except enquiring.CannotEnquire as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"Wrote down the answer on {found.referral.number}.")
            return redirect("assess", found.referral_id)
    record_assessment_view(found.referral, by=request.user, at=timezone.now())
    return render(request, "triage/enquiry.html", {"enquiry": found, "form": form})


@require_POST
@requires(Permission.ASSESS)
def chase(request: UserRequest, pk: int) -> HttpResponse:
    """Record that one asked again."""
    found = get_object_or_404(Enquiry, pk=pk)
    try:
        enquiring.chase(found, by=request.user, at=timezone.now())
    except enquiring.CannotEnquire as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    return redirect("enquiries")


@require_GET
@requires(Permission.ASSESS)
def enquiries(request: UserRequest) -> HttpResponse:
    """List what should have been answered by now."""
    return render(request, "triage/enquiries.html", {"found": list(queries.enquiries_overdue(at=timezone.now())[:200])})

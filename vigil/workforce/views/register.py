"""Pages of the register: everybody's skills, what expires, what will be missing, newcomers and exposure."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.rules import exposure, skills
from vigil.rules.exposure import Material
from vigil.rules.skills import Skill
from vigil.rules.training import COURSES
from vigil.workforce.actions import importing, looking
from vigil.workforce.forms.register import HandOver, Narrow
from vigil.workforce.models import StaffFile
from vigil.workforce.pictures import cover_picture
from vigil.workforce.queries import care, coverage, register
from vigil.workforce.staff_files import HEADINGS, Unreadable

SKILLS = [skills.LABELS[skill] for skill in Skill]


@requires(Permission.SEE_WORKFORCE)
def matrix(request: UserRequest) -> HttpResponse:
    form = Narrow(request.GET or None)
    rows = register.matrix(**form.chosen() if form.is_bound else {"team": None, "site": None}, at=timezone.now())
    about = {
        "filters": form,
        "rows": rows,
        "skills": SKILLS,
        "totals": register.totals(rows),
        "may_manage": request.user.may(Permission.MANAGE_WORKFORCE),
    }
    return render(request, "workforce/matrix.html", about)


@requires(Permission.SEE_WORKFORCE)
def expiring(request: UserRequest) -> HttpResponse:
    rows = register.expiring(at=timezone.now())
    about = {"ahead": [row for row in rows if row.days > 0], "past": [row for row in rows if row.days <= 0]}
    return render(request, "workforce/expiring.html", about)


@requires(Permission.SEE_WORKFORCE)
def cover(request: UserRequest) -> HttpResponse:
    ahead = coverage.ahead(at=timezone.now())
    about = {"ahead": ahead, "skills": list(zip(Skill, SKILLS, strict=True)), "picture": cover_picture(ahead)}
    return render(request, "workforce/cover.html", about)


@requires(Permission.SEE_WORKFORCE)
def newcomers(request: UserRequest) -> HttpResponse:
    return render(request, "workforce/newcomers.html", {"rows": care.newcomers(at=timezone.now())})


@requires(Permission.MANAGE_WORKFORCE)
def exposed(request: UserRequest) -> HttpResponse:
    at = timezone.now()
    looking.record_exposure_view(by=request.user, at=at)
    about = {
        "rows": care.exposed(at=at),
        "materials": [exposure.LABELS[material] for material in Material],
        "today": skills.day_of(at),
    }
    return render(request, "workforce/exposure.html", about)


@requires(Permission.MANAGE_WORKFORCE)
def hand_over(request: UserRequest) -> HttpResponse:
    """Take in a file of people and training, and show what became of earlier ones."""
    form = HandOver(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            file = importing.take_in(given.read(), name=given.name, by=request.user, at=timezone.now())
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("staff_file", file.pk)
    about = {
        "form": form,
        "files": StaffFile.objects.select_related("by").order_by("-at", "-id")[:10],
        "headings": [words[0].capitalize() for words in HEADINGS.values()],
        "courses": COURSES.values(),
        "may_add": request.user.may(Permission.MANAGE_STAFF),
    }
    return render(request, "workforce/hand_over.html", about)


@requires(Permission.MANAGE_WORKFORCE)
def staff_file(request: UserRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(StaffFile.objects.select_related("by"), pk=pk)
    return render(request, "workforce/staff_file.html", {"file": file, "held": file.held_rows.order_by("row", "id")})

"""The review list: Vigil asks whether two reports name one person, gravest first; one key answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.people.actions import deciding, looking
from vigil.people.models import Link
from vigil.people.queries import review as queries

LEFT_FOR_LATER = 200  # questions one session remembers having left


@require_GET
@requires(Permission.DECIDE_PEOPLE)
def review(request: UserRequest) -> HttpResponse:
    """Show the next question. Those left for later come again when the others are answered."""
    later = request.session.get("review_later", [])
    to_review = queries.to_review()
    link = to_review.exclude(pk__in=later).first()
    if link is None and later:
        request.session["review_later"] = []
        link = to_review.first()
    question = queries.question(link) if link else None
    if question:
        looking.record_comparison_view((question.one.person, question.other.person), by=request.user, at=timezone.now())
    return render(
        request,
        "people/review.html",
        {
            "question": question,
            "left": to_review.count(),
            "last": queries.last_answer_of(request.user),
        },
    )


@require_POST
@requires(Permission.DECIDE_PEOPLE)
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """Take the answer to one question: one person, two people, or later."""
    link, said = get_object_or_404(Link, pk=pk), request.POST.get("answer")
    if said == "later":
        request.session["review_later"] = [*request.session.get("review_later", []), link.pk][-LEFT_FOR_LATER:]
        return redirect("people_review")
    try:
        if link.ended_at is not None:
            raise deciding.CannotDecide(["Somebody answered this question meanwhile."])
        if said not in {"same", "apart"}:
            raise deciding.CannotDecide(["Answer with one person, two people, or later."])
        decide = deciding.join if said == "same" else deciding.keep_apart
        decide(link.one.person, link.other.person, reason="", by=request.user, at=timezone.now())
    except deciding.CannotDecide as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        messages.success(request, "Joined as one person." if said == "same" else "Kept apart as two people.")
    return redirect("people_review")

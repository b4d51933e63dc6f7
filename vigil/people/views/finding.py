"""Looking somebody up. What is typed stays in the session: an address must not hold a name."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.people import forms
from vigil.people.actions import looking
from vigil.people.queries import review
from vigil.people.queries.search import search

SEARCHES_KEPT = 20
TYPED = ("name", "born_day", "born_month", "born_year", "address", "reference", "purpose")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_PEOPLE)
def people(request: UserRequest) -> HttpResponse:
    """Ask whom to look for; or show whom an earlier question of this session found."""
    if request.method == "POST":
        return _look(request)
    token = request.GET.get("found", "")
    typed = request.session.get("people_searches", {}).get(token)
    if token and typed is None:
        messages.warning(request, "That search was in an earlier session. Search again.")
    form = forms.Search(typed)
    answer = search(form.asked()) if typed and form.is_valid() else None
    return render(request, "people/search.html", _page(request, form, answer=answer))


def _look(request: UserRequest) -> HttpResponse:
    form = forms.Search(request.POST)
    if not form.is_valid():
        return render(request, "people/search.html", _page(request, form, answer=None))
    answer = search(form.asked())
    looking.record_search(
        purpose=form.cleaned_data["purpose"],
        asked=[name for name in ("name", "born", "address", "reference") if form.cleaned_data[name]],
        found=len(answer.people),
        by=request.user,
        at=timezone.now(),
    )
    token = secrets.token_urlsafe(9)
    kept = list(request.session.get("people_searches", {}).items())
    typed = {name: request.POST.get(name, "") for name in TYPED}
    request.session["people_searches"] = dict([*kept[1 - SEARCHES_KEPT :], (token, typed)])
    return redirect(f"{reverse('people')}?found={token}")


def _page(request: UserRequest, form: forms.Search, *, answer: object) -> dict[str, object]:
    return {
        "form": form,
        "answer": answer,
        "may_decide": request.user.may(Permission.DECIDE_PEOPLE),
        "questions": review.to_review().count(),
    }

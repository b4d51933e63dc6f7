"""One person, and what people decide about who they are."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.people import drawing, forms
from vigil.people.actions import deciding, looking
from vigil.people.models import Change, Person
from vigil.people.queries import person as queries


@require_GET
@requires(Permission.SEE_PEOPLE)
def person(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk)
    standing = queries.standing(found)
    if standing.pk != found.pk:
        messages.info(request, f"{found} was joined with {standing}.")
        return redirect(standing)
    return _page(request, found, split=forms.Split(), join=forms.Join())


def _page(request: UserRequest, person: Person, *, split: forms.Split, join: forms.Join) -> HttpResponse:
    looking.record_view(person, by=request.user, at=timezone.now())
    mentions = queries.mentions(person)
    namings, relations = queries.namings(mentions), queries.relations(mentions)
    stays = queries.stays(mentions)
    return render(
        request,
        "people/person.html",
        {
            "one": person,
            "names": queries.names(mentions),
            "births": queries.births(mentions),
            "latest": mentions[0] if mentions else None,
            "waiting": sum(naming.waiting for naming in namings),
            "namings": namings,
            "stays": stays,
            "household": next((stay.household for stay in stays if stay.household), None),
            "relations": [(relation, drawing.ties_in_words(relation)) for relation in relations],
            "graph": drawing.graph(mentions[0].name if mentions else str(person), relations),
            "changes": [(change, not deciding.obstacles_to_undoing(change)) for change in queries.changes(mentions)],
            "chosen": {int(key) for key in request.POST.getlist("mention") if key.isdigit()},
            "may_decide": request.user.may(Permission.DECIDE_PEOPLE),
            "split": split,
            "join": join,
            "form": split if split.errors else join,
        },
    )


@require_POST
@requires(Permission.DECIDE_PEOPLE)
def split(request: UserRequest, pk: int) -> HttpResponse:
    """Split the ticked reports off as somebody else."""
    found, form = get_object_or_404(Person, pk=pk), forms.Split(request.POST)
    chosen = [int(key) for key in request.POST.getlist("mention") if key.isdigit()]
    if form.is_valid():
        try:
            other = deciding.split(found, chosen, by=request.user, at=timezone.now(), **form.cleaned_data)
        except deciding.CannotDecide as refusal:
            form.add_error(None, refusal.obstacles)
        else:
            messages.success(request, f"Split off {other} from {found}. Vigil will not join them again.")
            return redirect(found)
    return _page(request, found, split=form, join=forms.Join())


@require_POST
@requires(Permission.DECIDE_PEOPLE)
def join(request: UserRequest, pk: int) -> HttpResponse:
    """Join this person with another, by their number."""
    found, form = get_object_or_404(Person, pk=pk), forms.Join(request.POST)
    if form.is_valid():
        other = Person.objects.filter(pk=form.cleaned_data["other"]).first()
        try:
            if other is None:
                raise deciding.CannotDecide(["There is no person of this number."])
            standing = queries.standing(other)
            deciding.join(found, standing, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except deciding.CannotDecide as refusal:
            form.add_error("other", refusal.obstacles)
        else:
            messages.success(request, f"Joined {other} and {found} as one person.")
            return redirect(queries.standing(Person.objects.get(pk=found.pk)))
    return _page(request, found, split=forms.Split(), join=form)


@require_POST
@requires(Permission.DECIDE_PEOPLE)
def undo(request: UserRequest, pk: int) -> HttpResponse:
    """Undo a decision about who is who, or redo one."""
    change = get_object_or_404(Change, pk=pk)
    try:
        undoing = deciding.undo(change, by=request.user, at=timezone.now())
    except deciding.CannotDecide as refusal:
        messages.error(request, " ".join(refusal.obstacles))
    else:
        redone = change.kind == Change.Kind.UNDONE
        messages.success(
            request, "Redone: it stands again." if redone else "Undone. It can be redone from the same page."
        )
        change = undoing
    if request.POST.get("from") == "review":
        return redirect("people_review")
    if moved := change.home_moves.select_related("after").first():
        return redirect(moved.after)
    move = change.moves.first()
    made = change.links_made.select_related("one__person").first() or change.links_ended.first()
    person = move.after if move else made.one.person if made else None
    return redirect(queries.standing(person)) if person else redirect("people")

"""The page that says what risk the backlog holds."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vigil.accounts.access import UserRequest, requires
from vigil.accounts.roles import Permission
from vigil.governance.queries import page
from vigil.governance.queries.figures import figures
from vigil.rules.estimates import explain


@require_GET
@requires(Permission.SEE_BACKLOG)
def backlog(request: UserRequest) -> HttpResponse:
    told = figures(at=timezone.now().replace(second=0, microsecond=0))
    heat = page.heat_map(told.backlog)
    return render(
        request,
        "governance/backlog.html",
        {
            "told": told,
            "backlog": told.backlog,
            "heat": heat,
            "worst": next((place for age in heat for place in age.places if place.is_worst), None),
            "shares": page.shares(told),
            "people": page.by_people(told.backlog),
            "areas": page.by_area(told.backlog),
            "types": page.by_incident_type(told.backlog),
            "heaviest": page.heaviest(told.backlog),
            "weights": page.weights(told.weights.values),
            "days": page.days(told),
            "changes": page.changes(told),
            "hidden": explain(told.hidden.estimate, told.hidden.lacking) if told.hidden else "",
            "may_open": request.user.may(Permission.SEE_REFERRAL),
            "may_sample": request.user.may(Permission.DRAW_SAMPLE),
        },
    )

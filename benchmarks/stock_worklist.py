"""The page most Django projects would write: model objects, a Django template, OFFSET paging and COUNTs.

The same columns, filters and counts as ours; it prefetches, so that it is not slow for a silly reason.
"""

from datetime import timedelta
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from vigil.referrals.models import Referral
from vigil.rules.terms import Grade
from vigil.worklist.forms import Narrow

TEMPLATE = """
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Worklist – Vigil</title>
<link rel="stylesheet" href="/static/ui/vigil.css"></head><body><main>
<h1 class="govuk-heading-l">Worklist</h1>
<p class="govuk-body">{{ page.paginator.count }} of {{ waiting }} referrals waiting.</p>
<nav>{% for grade, number in by_grade %}<a href="?grade={{ grade }}"><b>{{ number }}</b> {{ grade }}</a>{% endfor %}
<a href="?overdue=on"><b>{{ overdue }}</b> overdue</a></nav>
<form method="get">{{ form.as_p }}<button>Apply filters</button></form>
<table class="govuk-table vigil-table"><thead><tr><th>Grade</th><th>Referral</th><th>Who</th><th>Why it is here</th>
<th>Clock used</th><th>Waiting</th><th>Area</th><th>Status</th></tr></thead><tbody>
{% for referral in page %}<tr>
<td class="vigil-grade vigil-grade--{{ referral.grade }}">{{ referral.get_grade_display }}
{% if referral.has_conflict %}<span class="vigil-table__sub">conflict: officer said {{ referral.officer_grade }}</span>
{% endif %}</td>
<td><a class="govuk-link" href="{{ referral.get_absolute_url }}">{{ referral.number }}</a>
<span class="vigil-table__sub">{{ referral.reference }}</span></td>
<td>{% with referral.subjects.all as people %}
{% if people %}{{ people.0.name }}, {{ people.0.age|default:"" }}{% endif %}
{% if people|length > 1 %}<span class="vigil-table__sub">+{{ people|length|add:-1 }} others</span>{% endif %}
{% endwith %}</td>
<td>{{ referral.why_now }}<span class="vigil-table__sub">{{ referral.get_incident_type_display }}</span></td>
<td><svg viewBox="0 0 100 10"><rect width="100" height="10"/>
<rect width="{{ referral.used|floatformat:0 }}" height="10"/></svg> {{ referral.used|floatformat:0 }}%</td>
<td>{{ referral.submitted_at|timesince:now }}</td><td>{{ referral.get_area_display }}</td>
<td>{{ referral.get_status_display }}</td></tr>{% endfor %}</tbody></table>
{% if page.has_previous %}<a href="?page={{ page.previous_page_number }}">Previous</a>{% endif %}
{% if page.has_next %}<a href="?page={{ page.next_page_number }}">Next</a>
<a href="?page={{ page.paginator.num_pages }}">Last</a>{% endif %}
</main></body></html>
"""


@login_required
def stock(request: HttpRequest) -> HttpResponse:
    now, form = timezone.now(), Narrow(request.GET)
    chosen = form.chosen()
    referrals = Referral.objects.filter(waiting=True).order_by("order_class", "order_at", "id")
    waiting = referrals.count()
    for name in ("area", "grade", "incident_type"):
        if name in chosen:
            referrals = referrals.filter(**{name: chosen[name]})
    if "overdue" in chosen:
        referrals = referrals.filter(due_at__lt=now)
    page = Paginator(referrals.prefetch_related("subjects"), 50).get_page(request.GET.get("page"))
    for referral in page:
        setattr(referral, "why_now", referral.why(at=now))  # noqa: B010  (a template can call nothing with at=)
        length = max(referral.due_at - referral.submitted_at, timedelta(minutes=1))
        setattr(referral, "used", min(100.0, 100 * (now - referral.submitted_at) / length))  # noqa: B010
    about = {
        "page": page,
        "waiting": waiting,
        "by_grade": [(grade, referrals.filter(grade=grade).count()) for grade in Grade],
        "overdue": referrals.filter(due_at__lt=now).count(),
        "form": form,
        "now": now,
    }
    return HttpResponse(_template().render(about, request))


@cache
def _template() -> Any:
    return engines["django"].from_string(TEMPLATE)


urlpatterns = [path("stock/", stock), path("", include("vigil.config.urls"))]

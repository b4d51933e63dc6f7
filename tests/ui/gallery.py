"""Two pages that hold every component and every kind of field, for a browser to look over. Used as ROOT_URLCONF."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from vigil.config.urls import handler400, handler403
from vigil.config.urls import urlpatterns as pages
from vigil.ui.forms import DayField

COMPONENTS = """
{% extends "ui/base.html" %}
{% from "ui/components.html" import grade_tag, clock_bar, status_tag, summary_list, table, pagination, empty_state,
   progress, panel, timeline, stat %}
{% from "ui/form.html" import filter_panel %}
{% block title %}Components{% endblock %}
{% block wide %} vigil-wide{% endblock %}
{% block back %}{{ govuk("back-link", text="Back", href="/") }}{% endblock %}
{% block main %}
  {{ panel("Imported 2,828 referrals", "Nothing was lost") }}
  <ul class="vigil-stats">
    {{ stat("waiting", 2828 | number, "/worklist/") }}
    {{ stat("overdue", 41, "/worklist/") }}
    {{ stat("clocks paused", 0) }}
  </ul>
  <div class="vigil-side">
    {{ filter_panel(filters, "/") }}
    <div>
      {{ table("Waiting", ["Grade", "Reference", "Clock", "Days"], [
        [grade_tag("high"), "VH-000001", clock_bar(1.4, "overdue by 3 hours"), 16],
        [grade_tag("medium"), "VH-000002", clock_bar(0.8, "due in 40 minutes"), 2],
        [grade_tag("standard"), "VH-000003", clock_bar(0.2, "due in 2 days"), 0],
        [grade_tag(""), "VH-000004", clock_bar(0, "due in 3 days"), 0],
      ], numeric=["Days"]) }}
      {{ pagination("/?1", "/?2", "/?3", "/?4") }}
    </div>
  </div>
  <p>{% for colour in ["grey", "green", "yellow", "red"] %}{{ status_tag("Waiting", colour) }} {% endfor %}</p>
  {{ summary_list([("Received", at | moment), ("School", ""), ("Born", at | day)]) }}
  {{ progress(40, 100, "40 of 100 rows read") }}
  {{ empty_state("Nothing is waiting", "New referrals appear here when they arrive.") }}
  <h2 class="govuk-heading-m">History</h2>
  {{ timeline(events) }}
{% endblock %}
"""

FORM = """
{% extends "ui/base.html" %}
{% from "ui/form.html" import error_summary, form_fields, submit %}
{% block title %}A form{% endblock %}
{% block main %}
  {{ error_summary(form) }}
  <h1 class="govuk-heading-l">A form</h1>
  <form method="post" novalidate enctype="multipart/form-data">
    {{ csrf_input }}{{ form_fields(form) }}{{ submit("Save", "/") }}
  </form>
{% endblock %}
"""

AREAS = [("worcestershire", "Worcestershire"), ("shropshire", "Shropshire")]


@dataclass
class Happening:
    title: str
    by: str
    at: datetime
    words: str


class Filters(forms.Form):
    area = forms.MultipleChoiceField(choices=AREAS, required=False, widget=forms.CheckboxSelectMultiple)
    sort = forms.ChoiceField(choices=[("order", "Order of work"), ("due", "Due first")], required=False)
    words = forms.CharField(label="Reference, name or address", required=False)


class EveryField(forms.Form):
    """One field of each kind."""

    reason = forms.CharField(help_text="In a sentence", error_messages={"required": "Say why"})
    narrative = forms.CharField(widget=forms.Textarea({"rows": 4}))
    ticks = forms.IntegerField(
        min_value=0, widget=forms.NumberInput({"class": "govuk-input--width-3", "suffix": "of 27"})
    )
    share = forms.DecimalField(required=False)
    born = DayField(help_text="For example 27 3 2016", error_messages={"required": "Enter when they were born"})
    until = forms.DateField(required=False, widget=forms.DateInput)
    area = forms.ChoiceField(choices=[("", "Choose an area"), *AREAS])
    grade = forms.ChoiceField(
        choices=[("high", "High"), ("standard", "Standard")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a grade"},
    )
    partners = forms.MultipleChoiceField(
        choices=[("CSC", "Children’s social care"), ("EDU", "Education")], widget=forms.CheckboxSelectMultiple
    )
    urgent = forms.BooleanField(label="It cannot wait", required=False)
    file = forms.FileField(label="File to import")
    password = forms.CharField(widget=forms.PasswordInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


def _drawn(template: str, page: dict[str, Any], request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["jinja2"].from_string(template).render(page, request))


def components(request: HttpRequest) -> HttpResponse:
    at = datetime(2025, 9, 3, 21, 40, tzinfo=ZoneInfo("Europe/London"))
    events = [
        Happening("Assessed", "Ash Field", at, "Graded high."),
        Happening("Received", "", at - timedelta(days=1), ""),
    ]
    page = {"filters": Filters(request.GET), "at": at, "events": events}
    return _drawn(COMPONENTS, page, request)


def a_form(request: HttpRequest) -> HttpResponse:
    form = EveryField(request.POST or None, initial={"version": 3, "born": date(2016, 3, 27)})
    return _drawn(FORM, {"form": form}, request)


def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError("what a page must not show")


urlpatterns = [path("components/", components), path("form/", a_form), path("breaks/", breaks), *pages]
__all__ = ["handler400", "handler403", "urlpatterns"]

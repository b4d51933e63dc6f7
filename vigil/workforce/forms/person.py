"""What is typed about one person’s training, path, post, absence and supervision."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django import forms

from vigil.rules.calendars import OpeningHours
from vigil.rules.policies import HOURS
from vigil.rules.skills import LABELS, Stage
from vigil.rules.training import COURSES, Course
from vigil.ui.forms import DayField
from vigil.workforce.models import Absence, Team
from vigil.workforce.queries.person import WEEKDAYS

_PLAIN = {"autocomplete": "off"}
A_DAY = timedelta(days=1)


class AddTraining(forms.Form):
    course = forms.ChoiceField(
        choices=[(course.value, COURSES[course]) for course in Course],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the course"},
    )
    provider = forms.CharField(
        max_length=120,
        label="Who gave it",
        widget=forms.TextInput(_PLAIN),
        error_messages={"required": "Enter who gave the training"},
    )
    completed_date = DayField(label="Completed on", error_messages={"required": "Enter the day it was completed"})
    evidence = forms.CharField(
        max_length=200,
        help_text="A certificate’s number, or where it is kept",
        widget=forms.TextInput(_PLAIN),
        error_messages={"required": "Enter where the evidence is"},
    )
    certificate_ends_on = DayField(
        label="The certificate expires on",
        help_text="Only if it names a day: what it gives then ends on that day, if not sooner",
        required=False,
    )

    def clean_course(self) -> Course:
        return Course(self.cleaned_data["course"])


class WithdrawTraining(forms.Form):
    reason = forms.CharField(
        max_length=200,
        help_text="It stays on record with this reason, and can be restored",
        widget=forms.TextInput(_PLAIN),
        error_messages={"required": "Enter why it is withdrawn"},
    )


class Place(forms.Form):
    """Team and site are chosen, or typed where they are new."""

    team = forms.TypedChoiceField(required=False, coerce=lambda key: Team.objects.get(pk=key), empty_value=None)
    contracted_minutes = forms.DecimalField(
        required=False,
        label="Contracted hours a week",
        min_value=1,
        max_value=60,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput({"class": "govuk-input--width-4"}),
        error_messages={
            "invalid": "Enter hours as a number, such as 37.5",
            "min_value": "Enter hours from 1 to 60",
            "max_value": "Enter hours from 1 to 60",
        },
    )
    ends_on = DayField(
        required=False, label="Last day of a temporary post", help_text="Leave it empty for a permanent post"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.select_related("site").order_by("site__name", "name")
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "No team"), *((team.pk, f"{team.name}, {team.site}") for team in teams)]

    def clean_contracted_minutes(self) -> int | None:
        hours = self.cleaned_data["contracted_minutes"]
        return None if hours is None else round(hours * 60)

    def clean_ends_on(self) -> date | None:
        last: date | None = self.cleaned_data["ends_on"]
        return last + A_DAY if last else None


class AddTeam(forms.Form):
    name = forms.CharField(
        max_length=80, widget=forms.TextInput(_PLAIN), error_messages={"required": "Enter the team’s name"}
    )
    site = forms.CharField(
        max_length=80,
        label="Site it sits at",
        widget=forms.TextInput(_PLAIN),
        error_messages={"required": "Enter the site"},
    )


class Week(forms.Form):
    """A box for each weekday: its hours, or nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS):
            self.fields[str(number)] = forms.RegexField(
                HOURS,
                required=False,
                label=name,
                help_text=""
                if number
                else "Hours like 08:00-16:00, or 22:00-06:00 past midnight. Leave a free day empty.",
                widget=forms.TextInput({"class": "govuk-input--width-10", **_PLAIN}),
                error_messages={"invalid": f"{name}: enter hours like 08:00-16:00, or leave it empty"},
            )

    def week(self) -> dict[int, OpeningHours]:
        """Return the days that have hours, Monday as 0."""
        typed = {int(number): hours for number, hours in self.cleaned_data.items() if hours}
        return {
            number: OpeningHours(opens=time.fromisoformat(hours[:5]), closes=time.fromisoformat(hours[6:]))
            for number, hours in typed.items()
        }


class Away(forms.Form):
    kind = forms.ChoiceField(
        choices=Absence.Kind.choices, widget=forms.RadioSelect, error_messages={"required": "Choose what kind it is"}
    )
    first_day = DayField(label="First day away", error_messages={"required": "Enter the first day"})
    last_day = DayField(label="Last day away", error_messages={"required": "Enter the last day"})

    def clean_kind(self) -> Absence.Kind:
        return Absence.Kind(self.cleaned_data["kind"])


class EndAbsence(forms.Form):
    last_day = DayField(label="Last day away", error_messages={"required": "Enter the last day"})


class Supervised(forms.Form):
    held_date = DayField(label="Held on", error_messages={"required": "Enter the day it was held"})


class MoveOn(forms.Form):
    to = forms.ChoiceField(label="Step", widget=forms.RadioSelect, error_messages={"required": "Choose a step"})
    reason = forms.CharField(
        max_length=200,
        label="What it rests on",
        help_text="For example the assessments read together, or their experience elsewhere",
        widget=forms.TextInput(_PLAIN),
        error_messages={"required": "Enter what it rests on"},
    )

    def __init__(self, *args: Any, stages: Iterable[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(stage.value, LABELS[stage]) for stage in stages]

    def clean_to(self) -> Stage:
        return Stage(self.cleaned_data["to"])

"""Django forms as GOV.UK components."""

from datetime import date
from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from vigil.ui.forms import DayField, components, errors


class Assessment(forms.Form):
    reason = forms.CharField(error_messages={"required": "Say why"})
    born = DayField(required=False)
    partners = forms.MultipleChoiceField(
        choices=[("CSC", "Children’s social care"), ("EDU", "Education")], widget=forms.CheckboxSelectMultiple
    )
    grade = forms.ChoiceField(choices=[("high", "High"), ("medium", "Medium")], widget=forms.RadioSelect)
    narrative = forms.CharField(max_length=5, required=False, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput)


def typed(**parts: str) -> Any:
    form = Assessment({f"born_{part}": words for part, words in parts.items()})
    form.full_clean()
    return form.cleaned_data.get("born", form.errors.get("born"))


def test_each_field_becomes_the_component_of_its_kind_in_order() -> None:
    assert [component for component, _ in components(Assessment())] == [
        "input",
        "date-input",
        "checkboxes",
        "radios",
        "textarea",
    ]


def test_what_was_chosen_stays_chosen() -> None:
    found = dict(components(Assessment({"partners": ["EDU"], "grade": "medium"})))

    assert [item["checked"] for item in found["checkboxes"]["items"]] == [False, True]
    assert [item["checked"] for item in found["radios"]["items"]] == [False, True]


def test_nothing_typed_is_cut_short_before_the_form_can_say_so() -> None:
    found = dict(components(Assessment()))

    assert found["textarea"]["attributes"] == {"cols": "40"}
    assert found["textarea"]["value"] == ""


def test_a_field_that_may_stay_empty_says_so_but_not_in_a_filter() -> None:
    assert dict(components(Assessment()))["textarea"]["label"]["text"] == "Narrative (optional)"
    assert dict(components(Assessment(), compact=True))["textarea"]["label"]["text"] == "Narrative"


def test_every_error_leads_to_an_input_that_is_there() -> None:
    form = Assessment({"version": "", "born_day": "99", "born_month": "1", "born_year": "2020"})
    form.add_error(None, "Somebody else changed this meanwhile")

    found = {error["text"]: error["href"] for error in errors(form)}

    assert found["Say why"] == "#id_reason"
    assert found["Enter a real date, for example 27 3 2026"] == "#id_born_day"
    assert found["Somebody else changed this meanwhile"] == "#id_reason"
    assert "#id_version" not in found.values()


def test_a_form_nobody_sent_has_no_errors() -> None:
    assert errors(Assessment()) == []


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "2", "2020"),
        ("29", "2", "2023"),
        ("0", "1", "2020"),
        ("1", "13", "2020"),
        ("1", "1", "0"),
        ("x", "1", "2020"),
    ],
)
def test_a_date_that_does_not_exist_is_refused_without_repeating_it(day: str, month: str, year: str) -> None:
    assert typed(day=day, month=month, year=year) == ["Enter a real date, for example 27 3 2026"]


def test_a_date_with_a_part_missing_says_which() -> None:
    assert typed(day="1", month="", year="2020") == ["Enter a month, in numbers"]


def test_no_date_is_no_date() -> None:
    assert typed(day="", month=" ", year="") is None


@given(st.dates())
def test_every_date_typed_is_the_date_read_and_shown_again(on: date) -> None:
    assert typed(day=str(on.day), month=str(on.month), year=str(on.year)) == on

    boxes = dict(components(Assessment(initial={"born": on})))["date-input"]["items"]
    assert [box["value"] for box in boxes] == [on.day, on.month, on.year]


def test_a_widget_without_a_component_is_named() -> None:
    class Odd(forms.Form):
        areas = forms.MultipleChoiceField(choices=[("a", "A")])

    with pytest.raises(TypeError, match="SelectMultiple"):
        components(Odd())

"""Any Django form as GOV.UK components: which component each field is, and where each error points.

Give a widget these attributes to shape its component: ``class``, ``autocomplete``, ``inputmode``, ``rows``,
``spellcheck``, ``prefix`` and ``suffix`` (words inside the box); any other goes on the input itself.
"""

from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

_OPTIONS = ("autocomplete", "inputmode", "rows", "spellcheck")
# A browser's own bubble, or silent cutting of what is pasted, would come before our message.
_BROWSERS = ("required", "maxlength", "minlength", "min", "max", "step", "placeholder")
_SAID_BY_THE_COMPONENT = ("id", "class", "prefix", "suffix", "aria-describedby", "aria-invalid")


class DayInput(forms.MultiWidget):
    """Three boxes: day, month, year."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(("day", "month", "year"), forms.TextInput), attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(forms.MultiValueField):
    """A date typed as day, month and year. Its messages say what is wrong, and never what was typed."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        parts = [forms.CharField(), forms.CharField(), forms.CharField()]
        super().__init__(parts, require_all_fields=False, **options)
        for part, name in zip(parts, ("day", "month", "year"), strict=True):
            part.error_messages["incomplete"] = f"Enter a {name}, in numbers"

    def clean(self, value: list[str | None]) -> date | None:
        cleaned: date | None = super().clean([(part or "").strip() for part in value])
        return cleaned

    def compress(self, parts: list[str]) -> date | None:
        if not any(parts):
            return None
        try:
            return date(*(int(part) for part in reversed(parts)))
        except ValueError as error:
            raise forms.ValidationError("Enter a real date, for example 27 3 2026") from error


def components(form: forms.BaseForm, *, compact: bool = False) -> list[tuple[str, dict[str, Any]]]:
    """Return the name and options of the GOV.UK component for each visible field, in the form's order.

    Compact is for filters: boxes to tick are small, and nothing is called optional because everything is.
    """
    return [_component(field, compact=compact) for field in form.visible_fields()]


def errors(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return every error as words and a link to the input that mends it, for the error summary."""
    visible = form.visible_fields()
    found = []
    for name, messages in form.errors.items():
        # An error of the whole form, or of a hidden field, is mended at the first input.
        field = next((field for field in visible if field.name == name), visible[0] if visible else None)
        href = f"#{_first_input(field)}" if field else ""
        found += [{"text": str(message), "href": href} for message in messages]
    return found


def _first_input(field: BoundField) -> str:
    return f"{field.auto_id}_day" if isinstance(field.field.widget, DayInput) else field.auto_id


def _component(field: BoundField, *, compact: bool) -> tuple[str, dict[str, Any]]:
    widget = field.field.widget
    attributes = field.build_widget_attrs({}, widget) | widget.attrs
    words = field.label if field.field.required or compact else f"{field.label} (optional)"
    heading = {"text": words, "classes": "govuk-label--s"}
    options: dict[str, Any] = {
        "id": field.auto_id,
        "name": field.html_name,
        "label": heading,
        "classes": attributes.get("class"),
        "attributes": {
            name: value
            for name, value in attributes.items()
            if name not in (*_OPTIONS, *_BROWSERS, *_SAID_BY_THE_COMPONENT)
        },
        **{name: attributes[name] for name in _OPTIONS if name in attributes},
        **{name: {"text": attributes[name]} for name in ("prefix", "suffix") if name in attributes},
    }
    if field.help_text:
        options["hint"] = {"text": field.help_text}
    if field.errors:
        options["errorMessage"] = {"text": field.errors[0]}
    fieldset = {"legend": {"text": words, "classes": "govuk-fieldset__legend--s"}}
    several = {"idPrefix": field.auto_id, "fieldset": fieldset}

    match widget:
        # Checkboxes come first: Django makes them a kind of radios, and radios a kind of select.
        case forms.CheckboxSelectMultiple():
            small = {"classes": "govuk-checkboxes--small"} if compact else {}
            return "checkboxes", options | several | small | {"items": _choices(field)}
        case forms.RadioSelect():
            small = {"classes": "govuk-radios--small"} if compact else {}
            return "radios", options | several | small | {"items": _choices(field)}
        case forms.Select() if not widget.allow_multiple_selected:
            return "select", options | {"items": _choices(field)}
        case forms.CheckboxInput():
            item = {"value": "on", "text": field.label, "id": field.auto_id, "checked": bool(field.value())}
            return "checkboxes", options | {"idPrefix": field.auto_id, "items": [item]}
        case forms.FileInput():
            return "file-upload", options | {"multiple": widget.allow_multiple_selected}
        case DayInput():
            return "date-input", options | {"fieldset": fieldset, "items": _parts(field, widget)}
        case forms.Textarea():
            return "textarea", options | {"value": widget.format_value(field.value()) or ""}
        case forms.PasswordInput():
            return "password-input", options
        case forms.NumberInput():
            mode = "numeric" if isinstance(field.field, forms.IntegerField) else "decimal"
            return "input", {"inputmode": mode} | options | {"value": widget.format_value(field.value())}
        case forms.DateInput():
            value = field.value()
            return "input", options | {"type": "date", "value": value.isoformat() if isinstance(value, date) else value}
        case forms.TextInput():
            return "input", options | {"type": widget.input_type, "value": widget.format_value(field.value())}
    raise TypeError(f"No GOV.UK component is known for {type(widget).__name__}")


def _choices(field: BoundField) -> list[dict[str, Any]]:
    widget = field.field.widget
    groups = widget.optgroups(field.html_name, widget.format_value(field.value()))
    return [
        {
            "value": option["value"],
            "text": option["label"],
            "checked": option["selected"],
            "selected": option["selected"],
        }
        for _, options, _ in groups
        for option in options
    ]


def _parts(field: BoundField, widget: DayInput) -> list[dict[str, Any]]:
    value = field.value()
    typed = value if isinstance(value, list) else widget.decompress(value)
    wrong = " govuk-input--error" if field.errors else ""
    return [
        {
            "name": f"{field.html_name}_{part}",
            "id": f"{field.auto_id}_{part}",
            "label": part.capitalize(),
            "value": "" if each is None else each,
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
        }
        for part, each in zip(("day", "month", "year"), typed, strict=True)
    ]

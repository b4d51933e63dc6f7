"""Numbers that others gave a person or a home: read as figures, and not taken where they cannot be right."""

from vigil.intake.drafts import Effect, Issue
from vigil.matching.features import nhs_number as checked

LONGEST_UPRN = 12  # figures


def nhs_number(text: str) -> str:
    """Return the ten figures of an NHS number whose check figure is right, else ""."""
    return checked(text)


def uprn(text: str) -> str:
    """Return the figures of a unique property reference number without leading noughts, else ""."""
    figures = "".join(text.split()).lstrip("0")
    return figures if figures.isascii() and figures.isdigit() and len(figures) <= LONGEST_UPRN else ""


def issues(nhs: str, property_number: str) -> list[Issue]:
    """Return what is wrong with numbers that were written and not taken."""
    wrong = []
    if nhs.strip() and not nhs_number(nhs):
        wrong.append(("nhs_number_invalid", "The NHS number’s check figure is wrong, so it was not taken."))
    if property_number.strip() and not uprn(property_number):
        wrong.append(("uprn_invalid", "The property number (UPRN) is not one, so it was not taken."))
    return [Issue(code=code, field="subjects", message=message, effect=Effect.FLAG) for code, message in wrong]

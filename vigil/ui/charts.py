"""Charts, drawn on the server as SVG that stands in the page.

Beside each chart stands a table of the same figures: the picture is for the shape, the table for the numbers.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from defusedxml.ElementTree import fromstring
from markupsafe import Markup

SVG = "{http://www.w3.org/2000/svg}"
WIDTH, HEIGHT = 400, 170  # of the plot; drawn small with large letters, so that they can be read on a telephone
LETTERS = 15
BLUE, INK, LINE, RED = "#1d70b8", "#0b0c0c", "#b1b4b6", "#aa2a16"
DASHES = [[1, 0], [6, 4], [2, 3]]  # whole, dashed, dotted
SHADES = ("#ffffff", "#d2e2f1", "#8eb8dc", BLUE)  # none, one, two, three and more


def trend(points: Sequence[tuple[date, float]], *, name: str, title: str, description: str) -> Markup:
    """Return a line over days as SVG, from zero up. ``name`` makes its ids, so it must be one in its page."""
    import altair as alt  # a second and 80 MB: only whoever draws pays for it

    days = [{"day": day.isoformat(), "value": value} for day, value in points]
    every = alt.TimeIntervalStep("day", max(1, -(-(points[-1][0] - points[0][0]).days // 4)))
    chart = (
        alt.Chart(alt.InlineData(values=days))
        .mark_line(point=alt.OverlayMarkDef(size=40, color=BLUE), color=BLUE, strokeWidth=2.5)
        .encode(
            # Days without a time are read as UTC's, so they are drawn as UTC's, wherever the server stands.
            x=alt.X(
                "day:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format="%-d %b", tickCount=every, labelOverlap="greedy", grid=False),
            ),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=",.0f", tickCount=4)),
        )
        .properties(width=WIDTH, height=HEIGHT)
        .configure(font="arial, sans-serif")
        .configure_axis(labelFontSize=LETTERS, labelColor=INK, gridColor=LINE, domainColor=INK, tickColor=INK)
        .configure_view(strokeWidth=0)
    )
    drawn = io.StringIO()
    chart.save(drawn, format="svg")
    return _fit_for_a_page(drawn.getvalue(), name=name, title=title, description=description)


def lines(series: Mapping[str, Sequence[tuple[date, float]]], *, name: str, title: str, description: str) -> Markup:
    """Return several lines over days as SVG, in percent from zero up, told apart by dashes as well as colours.

    ``name`` makes its ids, so it must be one in its page.
    """
    import altair as alt

    values = [
        {"day": day.isoformat(), "value": value, "line": line}
        for line, points in series.items()
        for day, value in points
    ]
    legend = alt.Legend(title=None, orient="bottom", labelFontSize=LETTERS, labelLimit=WIDTH, symbolSize=600)
    drawn = io.StringIO()
    (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=30))
        .encode(
            x=alt.X(
                "day:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format="%-d %b", tickCount=4, labelOverlap="greedy", grid=False),
            ),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=".0%", tickCount=4)),
            color=alt.Color("line:N", sort=None, legend=legend, scale=alt.Scale(range=[INK, RED, BLUE])),
            strokeDash=alt.StrokeDash("line:N", sort=None, legend=legend, scale=alt.Scale(range=DASHES)),
        )
        .properties(width=WIDTH, height=HEIGHT)
        .configure(font="arial, sans-serif")
        .configure_axis(labelFontSize=LETTERS, labelColor=INK, gridColor=LINE, domainColor=INK, tickColor=INK)
        .configure_view(strokeWidth=0)
        .save(drawn, format="svg")
    )
    return _fit_for_a_page(drawn.getvalue(), name=name, title=title, description=description)


def days(squares: Sequence[tuple[date, str, int, bool]], *, name: str, title: str, description: str) -> Markup:
    """Return a row for each thing and a square for each day as SVG: (day, thing, number, whether it is missing).

    A darker square is more, a red one with a cross is missing, a white one is none and none is needed.
    ``name`` makes its ids, so it must be one in its page.
    """
    import altair as alt

    values = [
        {
            "day": f"{day:%-d %b}",
            "thing": thing,
            "kind": "missing" if missing else str(min(number, len(SHADES) - 1)),
            "mark": "×" if missing else "",
        }
        for day, thing, number, missing in squares
    ]
    shades = alt.Scale(domain=[*map(str, range(len(SHADES))), "missing"], range=[*SHADES, RED])
    mondays = [f"{day:%-d %b}" for day in sorted({day for day, *_ in squares}) if day.weekday() == 0]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X(
            "day:N", title=None, sort=None, axis=alt.Axis(values=mondays, labelAngle=0, ticks=False, labelOverlap=False)
        ),
        y=alt.Y("thing:N", title=None, sort=None, axis=alt.Axis(ticks=False, labelLimit=200)),
    )
    drawn = io.StringIO()
    (
        alt.layer(
            base.mark_rect(stroke=LINE).encode(color=alt.Color("kind:N", scale=shades, legend=None)),
            base.mark_text(color="white", fontSize=LETTERS, fontWeight="bold").encode(text="mark:N"),
        )
        .properties(width=WIDTH, height=HEIGHT)
        .configure(font="arial, sans-serif")
        .configure_axis(labelFontSize=LETTERS, labelColor=INK, domain=False)
        .configure_view(strokeWidth=0)
        .save(drawn, format="svg")
    )
    return _fit_for_a_page(drawn.getvalue(), name=name, title=title, description=description)


def _fit_for_a_page(drawn: str, *, name: str, title: str, description: str) -> Markup:
    """Return the drawing as one named picture, as wide as its place, without what a strict page refuses."""
    picture: Element = fromstring(drawn)
    for element in picture.iter():
        for attribute in list(element.attrib):
            # Styles would be refused by the content security policy; the marks' own roles would be read out one by one.
            if attribute in {"style", "role", "class"} or attribute.startswith(("aria-", "on")) or "href" in attribute:
                del element.attrib[attribute]
    for size in ("width", "height"):
        picture.attrib.pop(size, None)
    picture.attrib |= {"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "class": "vigil-chart"}
    for place, (tag, words) in enumerate([("title", title), ("desc", description)]):
        told = SubElement(picture, f"{SVG}{tag}", {"id": f"{name}-{tag}"})
        told.text = words
        picture.remove(told)
        picture.insert(place, told)
    register_namespace("", SVG.strip("{}"))
    return Markup(tostring(picture, encoding="unicode"))  # noqa: S704  (serialised, so every word in it is escaped)

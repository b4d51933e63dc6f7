"""A chart is one named picture that a strict page takes in whole."""

import re
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

from defusedxml.ElementTree import fromstring

from vigil.ui.charts import days, trend

FIRST = date(2025, 9, 1)


def drawn(values: list[float], *, title: str = "Risk-hours", description: str = "From 10 to 30.") -> str:
    days = [(FIRST + timedelta(days=number), value) for number, value in enumerate(values)]
    return str(trend(days, name="risk", title=title, description=description))


def test_a_chart_is_one_picture_with_a_title_and_a_description() -> None:
    picture = fromstring(drawn([10, 20, 30]))

    svg = "{http://www.w3.org/2000/svg}"
    title, description = picture[0], picture[1]
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "risk-title risk-desc"
    assert (title.tag, title.get("id"), title.text) == (f"{svg}title", "risk-title", "Risk-hours")
    assert (description.tag, description.get("id"), description.text) == (f"{svg}desc", "risk-desc", "From 10 to 30.")
    assert not [mark for mark in picture.iter() if mark is not picture and mark.get("role")]


def test_a_chart_brings_no_style_script_or_address() -> None:
    chart = drawn([1_000, 2_000])

    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href|url\(|<image|<foreignObject", chart)


def test_words_in_a_chart_are_never_markup() -> None:
    chart = drawn([1, 2], title="</title><script>1</script>", description='" onload="x')

    assert "<script>" not in chart
    assert fromstring(chart)[0].text == "</title><script>1</script>"


def test_a_line_goes_up_when_the_figures_do() -> None:
    line = re.search(r'd="M([^"]+)"[^>]*stroke="#1d70b8"', drawn([0, 100, 300]))

    assert line
    heights = [float(point.split(",")[1]) for point in line[1].split("L")]
    assert all(before > after for before, after in pairwise(heights))  # an SVG counts downwards


def test_a_day_is_written_as_itself_wherever_the_server_stands() -> None:
    script = f"from tests.ui.test_charts import drawn; print(drawn([1, 2]))  # {FIRST}"
    for zone in ("America/New_York", "Pacific/Auckland"):
        chart = subprocess.run(
            [sys.executable, "-c", script], env={"TZ": zone}, check=True, capture_output=True, text=True
        ).stdout

        assert re.findall(r">(\d+ Sep)<", chart) == ["1 Sep", "2 Sep"], zone


def test_nothing_is_loaded_for_charts_before_one_is_drawn() -> None:
    script = "import sys, vigil.ui.charts; print([name for name in sys.modules if 'altair' in name or 'vl_' in name])"

    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "[]\n"


def test_a_day_that_is_missing_has_a_cross_and_not_only_a_colour() -> None:
    squares = [
        (FIRST + timedelta(days=number), thing, number, number == 0 and thing == "Adults")
        for number in range(7)
        for thing in ("Adults", "Children")
    ]

    picture = str(days(squares, name="cover", title="On duty", description="Adults on Monday."))

    assert picture.count("×") == 1
    assert 'aria-labelledby="cover-title cover-desc"' in picture
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href|url\(", picture)

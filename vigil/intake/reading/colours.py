"""The fill colours and number formats of a workbook's cell styles (ECMA-376 part 1, 18.8)."""

import colorsys
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

# 18.8.3: theme colours are numbered light 1, dark 1, light 2, dark 2; the theme part lists dark before light.
_THEME_ORDER = (1, 0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11)


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """What a cell's style says about its content. ``colour`` is "RRGGBB", or "" without a solid fill."""

    is_date: bool = False
    colour: str = ""


def theme_colours(scheme: Element | None) -> tuple[str, ...]:
    """Return the theme's colours by their number, from its ``clrScheme`` element; none if there is no theme."""
    if scheme is None:
        return ()
    listed = [next((c.get("lastClr") or c.get("val") or "" for c in colour), "") for colour in scheme]
    return tuple(listed[place] for place in _THEME_ORDER if place < len(listed))


def tinted(colour: str, tint: float) -> str:
    """Return the colour with its lightness moved towards black (tint < 0) or white (tint > 0), as 18.8.19 says."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    lightness = lightness * (1 + tint) if tint < 0 else lightness * (1 - tint) + tint
    rgb = colorsys.hls_to_rgb(hue, min(max(lightness, 0), 1), saturation)
    return "".join(f"{round(part * 255):02X}" for part in rgb)


def cell_styles(parts: dict[str, Element], theme: tuple[str, ...]) -> list[Style]:
    """Return the styles by the number cells quote, from the styles part's containers by name."""
    formats = dict(BUILTIN_FORMATS)
    for number_format in parts.get("numFmts", ()):
        formats[_number(number_format.get("numFmtId"))] = number_format.get("formatCode", "")
    indexed = [c.get("rgb", "")[-6:] for c in parts.get("indexedColors", ())] or [c[-6:] for c in COLOR_INDEX[:64]]
    fills = [_fill_colour(fill, theme, indexed) for fill in parts.get("fills", ())]
    return [
        Style(
            is_date=bool(is_date_format(formats.get(_number(xf.get("numFmtId")), ""))),
            colour=_at(fills, xf.get("fillId")),
        )
        for xf in parts.get("cellXfs", ())
    ]


def _fill_colour(fill: Element, theme: tuple[str, ...], indexed: list[str]) -> str:
    pattern = fill.find("patternFill")
    foreground = None if pattern is None else pattern.find("fgColor")
    if pattern is None or foreground is None or pattern.get("patternType") != "solid":
        return ""
    colour = (
        foreground.get("rgb", "")[-6:] or _at(theme, foreground.get("theme")) or _at(indexed, foreground.get("indexed"))
    ).upper()
    try:
        return tinted(colour, float(foreground.get("tint", 0))) if colour else ""
    except ValueError:  # not a colour, or not a number: the cell has no colour we can name
        return ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1


def _at(colours: tuple[str, ...] | list[str], place: str | None) -> str:
    return colours[_number(place)] if 0 <= _number(place) < len(colours) else ""

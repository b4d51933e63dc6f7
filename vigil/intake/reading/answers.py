"""What the first responder's risk questionnaire says: DASH cells in every form, DASH and DARA items."""

import re
from dataclasses import dataclass, field
from typing import Any

from vigil.intake.drafts import Effect, Issue
from vigil.rules.terms import RiskTool

DASH_QUESTIONS = 27  # SafeLives DASH, police form of 2009: questions 1 to 27

_REFUSED = re.compile(r"(?:dash\s+)?(?:refused?|declined|r)(?:\s+(?:dash|to answer|all))?", re.I)
_NOT_DONE = re.compile(r"(?:not\s+(?:done|completed|submitted)|outstanding|tbc|o/s)", re.I)
_NONE = re.compile(r"(?:n/?a|not applicable|-+|none|n/?k|unk|unknown|not known)?", re.I)
_ONLY_QUESTIONS = re.compile(r"(?:yes to\s+)?(?:q\s*\d{1,2}[\s,;&]*)+", re.I)
_ALL_NO = re.compile(r"(?:(?:score\s*)?0\b.*|nil(?:\s+ticks?)?|no\s+ticks?|all\s+no)", re.I | re.S)
# "1: 8", "3 - q9,21,27", "2/27 (4,15)", "Score 5. Yes to 4,16", "5"
_SCORED = re.compile(
    r"(?:dash|score|total)?\s*:?\s*(?P<score>\d{1,2})(?:\s*/\s*27)?(?:\s*ticks?)?(?P<rest>[\s.:;(\-–].*)?", re.I | re.S
)
_POLE_CODE = re.compile(r"q?0*(\d{1,2})", re.I)
_YES = frozenset({"y", "yes", "1", "true", "x", "ticked"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Questionnaire:
    """The tool used, its yes answers and what is doubtful. ``tool`` None: no questionnaire in this entry."""

    tool: RiskTool | None = None
    ticks: int | None = None
    answers: dict[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def _issue(code: str, message: str) -> Issue:
    return Issue(code=code, field="risk_tool", message=message, effect=Effect.FLAG)


def read_dash(cell: Any, listed: Any = "") -> Questionnaire:
    """Return a DASH from its cell, and from the cell of ticked questions where there is one."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text, ticked = " ".join(str("" if cell is None else cell).split()), str(listed or "")
    if _REFUSED.fullmatch(text):
        return Questionnaire(
            tool=RiskTool.DASH, issues=(_issue("dash_refused", "The DASH was refused. Silence is not low risk."),)
        )
    if _NOT_DONE.fullmatch(text):
        return Questionnaire(issues=(_issue("dash_not_done", "No DASH was done. Ask the officer whether it can be."),))
    if _NONE.fullmatch(text) and not ticked.strip():
        return Questionnaire()
    if _ALL_NO.fullmatch(text) and not _numbers(ticked):
        return Questionnaire(tool=RiskTool.DASH, ticks=0)
    if _ONLY_QUESTIONS.fullmatch(text):
        text, ticked = "", text
    scored = _SCORED.fullmatch(text)
    if not scored and not (_NONE.fullmatch(text) and _numbers(ticked)):
        return Questionnaire(issues=(_issue("dash_unreadable", "The DASH entry cannot be read. See it as written."),))
    stated = int(scored["score"]) if scored else None
    numbers = _numbers((scored["rest"] or "") if scored else "") or _numbers(ticked)
    questions = [number for number in dict.fromkeys(numbers) if 1 <= number <= DASH_QUESTIONS]
    issues = []
    if len(questions) != len(numbers):
        issues.append(_issue("dash_question_unknown", "A ticked question is not one of the 27, or is given twice."))
    if stated is not None and stated > DASH_QUESTIONS:
        issues.append(_issue("dash_count_disagrees", "The DASH total is more than 27. Check it."))
        stated = None
    if stated is not None and questions and stated != len(questions):
        issues.append(_issue("dash_count_disagrees", "The DASH total and the questions ticked disagree. Check both."))
    # A reader never lowers risk: of a total and a list that disagree, the greater counts.
    ticks = max(stated, len(questions)) if stated is not None else len(questions)
    return Questionnaire(
        tool=RiskTool.DASH, ticks=ticks, answers={str(number): "Yes" for number in questions}, issues=tuple(issues)
    )


def read_items(name: str, items: dict[str, Any]) -> Questionnaire:
    """Return a questionnaire given item by item: DASH only ticked questions, DARA an answer for each asked."""
    key = name.strip().upper()
    if not key:
        return Questionnaire()
    if key not in set(RiskTool):
        return Questionnaire(issues=(_issue("unknown_value", "The name of the risk tool is not known."),))
    if key == RiskTool.DARA:
        return Questionnaire(tool=RiskTool.DARA, answers={code: str(answer) for code, answer in items.items()})
    ticked = [code for code, answer in items.items() if str(answer).strip().casefold() in _YES]
    if not ticked:
        return Questionnaire(tool=RiskTool.DASH, ticks=0)
    found = [_POLE_CODE.fullmatch(code) for code in ticked]
    return read_dash(len(ticked), ",".join(match[1] for match in found if match))


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]

"""The figures the synthetic hub is made to meet, each with where it comes from.

[S] published, [I] worked out from published figures, [A] assumed because nothing is published. Published
sources: HMICFRS accelerated cause of concern, West Mercia, September 2025, as reported by the BBC and the
Shropshire Star; Lancashire MASH 2010-11; Bangor University study of police safeguarding notices; Northumbria
Police FOI 2443/16; Devon and Cornwall and Dorset studies of officers' grading.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from vigil.rules.terms import Area, Grade, IncidentType

LONDON = ZoneInfo("Europe/London")
POSITION_AT = datetime(2025, 9, 20, 9, 0, tzinfo=LONDON)  # the day of the published count

HISTORY_DAYS = 731

# [I] 1,023 waiting and 16 days' delay give 46 to 64 a day; the assessed stream grew by about 12% over the two years.
REFERRALS_A_DAY_AT_FIRST = 56.5
REFERRALS_A_DAY_AT_LAST = 64.0
DAILY_SPREAD = 40.0  # [A] shape of the gamma by which one day is busier than another

# [S] 1,023 in mid-December 2024 and 2,828 in September 2025; [A] the points before. Days are before the position.
WAITING = ((640, 180), (430, 420), (280, 1_023), (0, 2_828))

# [S] the four teams' shares of the 2,828 handed over.
TEAM_SHARE = {
    Area.HEREFORDSHIRE: 500 / 2_828,
    Area.SHROPSHIRE: 718 / 2_828,
    Area.TELFORD_AND_WREKIN: 553 / 2_828,
    Area.WORCESTERSHIRE: 1_057 / 2_828,
}

# [I] Lancashire: domestic abuse 54%, missing 20%, child 16%, adult 10%. [A] the split inside each, and fewer missing
# because most missing reports do not reach secondary assessment.
TYPE_SHARE = {
    IncidentType.DOMESTIC_ABUSE_PARTNER: 0.245,
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: 0.135,
    IncidentType.DOMESTIC_ABUSE_FAMILY: 0.095,
    IncidentType.STALKING_HARASSMENT: 0.060,
    IncidentType.HONOUR_BASED_ABUSE: 0.005,
    IncidentType.SEXUAL_OFFENCE: 0.009,
    IncidentType.CHILD_WELFARE: 0.090,
    IncidentType.CHILD_PHYSICAL_ABUSE: 0.027,
    IncidentType.CHILD_SEXUAL_ABUSE: 0.014,
    IncidentType.CHILD_EXPLOITATION: 0.030,
    IncidentType.CHILD_MENTAL_HEALTH: 0.022,
    IncidentType.CHILD_OFFENDING: 0.035,
    IncidentType.MISSING_PERSON: 0.085,
    IncidentType.ADULT_AT_RISK: 0.065,
    IncidentType.FINANCIAL_ABUSE: 0.012,
    IncidentType.CUCKOOING: 0.012,
    IncidentType.MENTAL_HEALTH: 0.047,
    IncidentType.MODERN_SLAVERY: 0.006,
    IncidentType.PREVENT: 0.006,
}

# [A] true levels, chosen with GRADED_AS so that officers' grades come out near 10/30/60 and about one in ten of those
# graded medium or standard is truly high. Under-grading outweighs over-grading [S: the inspectors' finding].
TRUE_SHARE = {Grade.HIGH: 0.148, Grade.MEDIUM: 0.33, Grade.STANDARD: 0.522}
GRADED_AS = {
    Grade.HIGH: {Grade.HIGH: 0.54, Grade.MEDIUM: 0.34, Grade.STANDARD: 0.12},
    Grade.MEDIUM: {Grade.HIGH: 0.040, Grade.MEDIUM: 0.66, Grade.STANDARD: 0.30},
    Grade.STANDARD: {Grade.HIGH: 0.006, Grade.MEDIUM: 0.054, Grade.STANDARD: 0.94},
}
GRADE_MISSING = 0.016  # [A]

# [A] how much likelier than usual each type is to be truly high.
HIGH_LIKELIHOOD = {
    IncidentType.DOMESTIC_ABUSE_PARTNER: 1.15,
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: 1.1,
    IncidentType.DOMESTIC_ABUSE_FAMILY: 0.7,
    IncidentType.STALKING_HARASSMENT: 1.1,
    IncidentType.HONOUR_BASED_ABUSE: 5.5,
    IncidentType.SEXUAL_OFFENCE: 4.0,
    IncidentType.CHILD_WELFARE: 0.7,
    IncidentType.CHILD_PHYSICAL_ABUSE: 1.2,
    IncidentType.CHILD_SEXUAL_ABUSE: 3.0,
    IncidentType.CHILD_EXPLOITATION: 1.8,
    IncidentType.CHILD_MENTAL_HEALTH: 1.0,
    IncidentType.CHILD_OFFENDING: 0.3,
    IncidentType.MISSING_PERSON: 0.9,
    IncidentType.ADULT_AT_RISK: 0.6,
    IncidentType.FINANCIAL_ABUSE: 0.6,
    IncidentType.CUCKOOING: 0.8,
    IncidentType.MENTAL_HEALTH: 0.9,
    IncidentType.MODERN_SLAVERY: 4.5,
    IncidentType.PREVENT: 0.6,
}

# [S] 29,339 records for 18,012 victims in a year (1.63 each); more than a third of people repeat within 12 months.
KNOWN_HOUSEHOLD, KNOWN_HOUSEHOLD_DOMESTIC = 0.58, 0.43
DAYS_TO_THE_NEXT = 75.0  # [A] the mean gap between incidents of one household
HISTORY_RAISES = 7  # incidents of one household in 12 months that raise the true level by one step

SECOND_OFFICER = 0.055  # [A] incidents that a second officer also reports
TYPED_IN_TWICE = 0.022  # [A] referrals entered again, by the same team or another
PUT_ASIDE = 0.012  # [A] sent back to the officer and not chased
DAYS_PUT_ASIDE = 150.0

# [A] how a team picked its next referral: by grade then age, oldest first, or for no recorded reason.
PICKED_BY_GRADE, PICKED_OLDEST = 0.08, 0.50
FINAL_GRADE_RIGHT = 0.90  # [A] an assessor with the whole picture reaches the true level
SENT_ON = 0.575  # [S] of 3,466 notices
ALREADY_OPEN = 0.50  # [S] of front-door contacts concern somebody with a worker already

HANDLING_MINUTES = {Grade.HIGH: 75.0, Grade.MEDIUM: 40.0, Grade.STANDARD: 20.0}  # [A]
TRIAGE_MINUTES = 5.0  # [A]
HANDLING_SIGMA = 0.6  # [A] of the logarithm

# [A] incidents by hour of the day, and weight of each day of the week from Monday.
HOURS = {
    "evening": (5, 4, 3, 2, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 6, 7, 8, 8, 9, 9, 9, 7),
    "office": (1, 0, 0, 0, 0, 0, 1, 3, 7, 9, 9, 8, 7, 7, 8, 8, 6, 5, 4, 3, 2, 2, 1, 1),
    "late": (6, 4, 3, 2, 2, 1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 5, 6, 7, 7, 8, 9, 10, 9, 8),
}
WEEKDAYS = {
    "evening": (0.91, 0.88, 0.89, 0.92, 1.05, 1.20, 1.15),
    "office": (1.18, 1.15, 1.15, 1.12, 1.10, 0.66, 0.64),
    "late": (0.92, 0.90, 0.92, 0.96, 1.10, 1.14, 1.06),
}
# [A] domestic abuse rises in July and from Christmas Eve to New Year; what schools report falls in their holidays.
DOMESTIC_JULY, DOMESTIC_CHRISTMAS, DOMESTIC_DECEMBER = 1.10, 1.35, 1.06
SCHOOL_HOLIDAY = 0.62
SCHOOL_HOLIDAYS = (((2, 15), (2, 23)), ((4, 5), (4, 21)), ((5, 24), (6, 1)), ((7, 22), (9, 2)), ((10, 25), (11, 2)))
CHRISTMAS_HOLIDAY = ((12, 20), (1, 4))


def is_school_holiday(day: date) -> bool:
    """Whether schools are generally shut that day. One table for every council and year: close enough for arrivals."""
    month_day = (day.month, day.day)
    first, last = CHRISTMAS_HOLIDAY
    return month_day >= first or month_day <= last or any(a <= month_day <= b for a, b in SCHOOL_HOLIDAYS)

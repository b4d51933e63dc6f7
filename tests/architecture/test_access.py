"""Who may open what: one grid of every role against every page. A page that is not in it fails."""

from collections.abc import Iterator

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import make_referral, make_user
from vigil.accounts.roles import Role

# Pages that anybody may open, and why.
PUBLIC = {
    "account_login": "where one signs in",
    "account_logout": "signs out whoever is signed in, and nobody else",
}

GRID = """
                          administrator  supervisor  assessor  analyst  inspector  leader   officer    partner
start                     yes            yes         yes       yes      yes        yes      yes        yes
account_change_password   yes            yes         yes       yes      yes        yes      yes        yes

worklist                  -              yes         yes       yes      yes        -        -          -
worklist_search           -              yes         yes       yes      yes        -        -          -
worklist_print            -              yes         -         yes      yes        -        -          -
worklist_export           -              yes         -         yes      yes        -        -          -

downtime                  -              yes         yes       -        -          -        -          -
paper_worklist            -              yes         -         yes      yes        -        -          -
paper_sheet               -              yes         yes       -        -          -        -          -
enter_paper               -              yes         yes       -        -          -        -          -
take_next                 -              yes         yes       -        -          -        -          -
my_work                   -              yes         yes       -        -          -        -          -
renew_claim               -              yes         yes       -        -          -        -          -
give_back                 -              yes         yes       -        -          -        -          -
choose_referral           -              yes         yes       -        -          -        -          -
holdings                  -              yes         -         -        yes        -        -          -
move_claim                -              yes         -         -        -          -        -          -
hand_out                  -              yes         -         -        -          -        -          -
set_focus                 -              yes         -         -        -          -        -          -
end_focus                 -              yes         -         -        -          -        -          -
order_kept                -              yes         -         -        yes        yes      -          -

backlog                   yes            yes         yes       yes      yes        yes      -          -

referral                  -              yes         yes       yes      yes        -        -          -
referral_source           -              yes         yes       yes      yes        -        -          -
referral_print            -              yes         yes       yes      yes        -        -          -
dismiss_marker            -              yes         yes       -        -          -        -          -
add_marker                -              yes         yes       -        -          -        -          -
undo_marker_note          -              yes         yes       -        -          -        -          -

people                    -              yes         yes       yes      yes        -        -          -
person                    -              yes         yes       yes      yes        -        -          -
household                 -              yes         yes       yes      yes        -        -          -
take_out_of_household     -              yes         yes       yes      -          -        -          -
join_households           -              yes         yes       yes      -          -        -          -
split_person              -              yes         yes       yes      -          -        -          -
join_person               -              yes         yes       yes      -          -        -          -
undo_person_change        -              yes         yes       yes      -          -        -          -
people_review             -              yes         yes       yes      -          -        -          -
answer_review             -              yes         yes       yes      -          -        -          -

officer_forms             -              -           -         -        -          -        yes        -
begin_officer_form        -              -           -         -        -          -        yes        -
officer_form              -              -           -         -        -          -        yes        -
officer_part              -              -           -         -        -          -        yes        -
officer_person            -              -           -         -        -          -        yes        -
say_known                 -              -           -         -        -          -        yes        -
remove_officer_person     -              -           -         -        -          -        yes        -
send_officer_form         -              -           -         -        -          -        yes        -
officer_note              -              -           -         -        -          -        yes        -
officer_patterns          -              yes         -         -        yes        yes      -          -
throw_away_officer_form   -              -           -         -        -          -        yes        -

imports                   yes            yes         -         yes      yes        yes      -          -
import                    yes            yes         -         yes      yes        yes      -          -
import_progress           yes            yes         -         yes      yes        yes      -          -
data_quality              yes            yes         -         yes      yes        yes      -          -
data_quality_csv          yes            yes         -         yes      yes        yes      -          -
hand_over                 -              -           -         yes      -          -        -          -
choose_mapping            -              -           -         yes      -          -        -          -
undo_import               -              -           -         yes      -          -        -          -
quarantine                -              yes         yes       yes      yes        -        -          -
entry                     -              yes         yes       yes      yes        -        -          -
set_aside                 -              -           -         yes      -          -        -          -

fold                      -              yes         yes       yes      -          -        -          -
unfold                    -              yes         yes       yes      -          -        -          -

missing                   -              yes         yes       yes      yes        -        -          -
incident                  -              yes         yes       yes      yes        -        -          -
ask_for_referral          -              yes         yes       yes      -          -        -          -
link_referral             -              yes         yes       yes      -          -        -          -
referral_not_needed       -              yes         yes       yes      -          -        -          -
undo_settlement           -              yes         yes       yes      -          -        -          -
referral_request          -              yes         yes       yes      yes        -        -          -

policies                  yes            yes         yes       yes      yes        yes      -          -
policy                    yes            yes         yes       yes      yes        yes      -          -
change_policy             yes            -           -         -        -          -        -          -
try_lexicon               yes            -           -         -        -          -        -          -
trial                     yes            yes         yes       yes      yes        yes      -          -
trial_progress            yes            yes         yes       yes      yes        yes      -          -
decide_trial              yes            -           -         -        -          -        -          -
lexicon_feedback          yes            yes         yes       yes      yes        yes      -          -
lexicon_feedback_csv      yes            yes         yes       yes      yes        yes      -          -

assess                    -              yes         yes       -        -          -        -          -
save_draft                -              yes         yes       -        -          -        -          -
seconds                   -              yes         yes       -        -          -        -          -
second                    -              yes         yes       -        -          -        -          -
disagreements             -              yes         -         -        yes        -        -          -
quality                   -              yes         -         -        yes        yes      -          -
quality_next              -              yes         yes       -        -          -        -          -
ask                       -              yes         yes       -        -          -        -          -
enquiries                 -              yes         yes       -        -          -        -          -
enquiry                   -              yes         yes       -        -          -        -          -
chase                     -              yes         yes       -        -          -        -          -

blind                     -              yes         -         -        -          -        -          -
blind_next                -              yes         yes       -        -          -        -          -

sharing                   -              yes         yes       yes      yes        -        -          -
sharing_results           -              yes         yes       yes      yes        yes      -          -
referral_sharing          -              yes         yes       yes      yes        -        -          -
disclosure                -              yes         yes       yes      yes        -        -          -
disclosure_pdf            -              yes         yes       yes      yes        -        -          -
decide_sharing            -              yes         yes       -        -          -        -          -
protect                   -              yes         yes       -        -          -        -          -
end_protection            -              yes         yes       -        -          -        -          -
record_answer             -              yes         yes       -        -          -        -          -
clear_stop                -              yes         yes       -        -          -        -          -
finish_follow_up          -              yes         yes       -        -          -        -          -
partners                  yes            yes         yes       yes      yes        yes      -          -
partner                   yes            yes         yes       yes      yes        yes      -          -
add_partner               yes            yes         -         -        -          -        -          -
change_partner            yes            yes         -         -        -          -        -          -
add_route                 yes            yes         -         -        -          -        -          -
stop_route                yes            yes         -         -        -          -        -          -
test_route                yes            yes         -         -        -          -        -          -
school_notices            -              yes         yes       yes      yes        -        -          -
school_notice             -              yes         yes       yes      yes        -        -          -
hold_notice               -              yes         -         -        -          -        -          -
release_notice            -              yes         -         -        -          -        -          -
choose_school             -              yes         yes       -        -          -        -          -
end_notice                -              yes         yes       -        -          -        -          -
schools                   yes            yes         yes       yes      yes        yes      -          -
import_schools            yes            yes         -         -        -          -        -          -
portal                    -              -           -         -         -         -         -          yes
portal_disclosure         -              -           -         -         -         -         -          yes
portal_pdf                -              -           -         -         -         -         -          yes
portal_confirm            -              -           -         -         -         -         -          yes
portal_decide             -              -           -         -         -         -         -          yes
portal_ask                -              -           -         -         -         -         -          yes
portal_people             yes            -           -         -         -         -         -          -
api_keys                  yes            -           -         -        -          -        -          -
revoke_key                yes            -           -         -        -          -        -          -

audit                     yes            -           -         -        yes        -        -          -
audit_verify              yes            -           -         -        yes        -        -          -
audit_export              yes            -           -         -        yes        -        -          -

my_training               yes            yes         yes       yes      yes        yes      yes        yes
skills                    yes            yes         -         -        yes        yes      -          -
skills_expiring           yes            yes         -         -        yes        yes      -          -
skills_cover              yes            yes         -         -        yes        yes      -          -
skills_newcomers          yes            yes         -         -        yes        yes      -          -
trained_person            yes            yes         -         -        yes        yes      -          -
skills_exposure           yes            yes         -         -        -          -        -          -
skills_import             yes            yes         -         -        -          -        -          -
staff_file                yes            yes         -         -        -          -        -          -
add_team                  yes            yes         -         -        -          -        -          -
add_training              yes            yes         -         -        -          -        -          -
withdraw_training         yes            yes         -         -        -          -        -          -
restore_training          yes            yes         -         -        -          -        -          -
place_person              yes            yes         -         -        -          -        -          -
set_week                  yes            yes         -         -        -          -        -          -
add_absence               yes            yes         -         -        -          -        -          -
end_absence               yes            yes         -         -        -          -        -          -
take_back_absence         yes            yes         -         -        -          -        -          -
add_supervision           yes            yes         -         -        -          -        -          -
take_back_supervision     yes            yes         -         -        -          -        -          -
move_on                   yes            yes         -         -        -          -        -          -
note_practice             yes            yes         -         -        -          -        -          -
take_back_practice        yes            yes         -         -        -          -        -          -

staff                     yes            -           -         -        -          -        -          -
staff_add                 yes            -           -         -        -          -        -          -
staff_person              yes            -           -         -        -          -        -          -
staff_deactivate          yes            -           -         -        -          -        -          -
staff_reactivate          yes            -           -         -        -          -        -          -
staff_new_password        yes            -           -         -        -          -        -          -
"""

SAMPLES = {"int": 1, "str": "a", "slug": "a", "uuid": "00000000-0000-4000-8000-000000000000"}


def answers() -> dict[tuple[str, Role], bool]:
    """Return, for each page and role of the grid, whether that role may open that page."""
    heading, *rows = (line.split() for line in GRID.splitlines() if line.strip())
    return {
        (row[0], Role(role)): answer == "yes"
        for row in rows
        for role, answer in zip(heading, row[1:], strict=True)
    }  # fmt: skip


def pages(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "api":
            continue  # systems call it with keys: tests/api says who may
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns)
        else:
            yield pattern


PAGES = {str(page.name): page for page in pages(get_resolver().url_patterns)}


def ask(client: Client, name: str) -> HttpResponseBase:
    """Open a page, or press the button behind an address that only takes a press."""
    samples = {key: SAMPLES[_kind(converter)] for key, converter in PAGES[name].pattern.converters.items()}
    address = reverse(name, kwargs=samples)
    shown = client.get(address)
    return client.post(address) if shown.status_code == 405 else shown


def _kind(converter: object) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


def test_every_page_has_a_name_of_its_own() -> None:
    every = [str(page.name) for page in pages(get_resolver().url_patterns)]

    assert "None" not in every
    assert len(every) == len(set(every))


def test_every_page_says_who_may_open_it_and_stands_in_the_grid() -> None:
    silent = {name for name, page in PAGES.items() if not hasattr(page.callback, "access")}

    assert silent == set(PUBLIC)
    assert {name for name, _ in answers()} == set(PAGES) - set(PUBLIC)


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_the_grid_says_and_nothing_else(role: Role, db: None) -> None:
    make_referral(id=1)
    client = Client(raise_request_exception=False)  # so that one broken page does not hide the others
    client.force_login(make_user(role))

    wrong = {}
    grid = answers()
    for name in (page for page, row_role in grid if row_role == role):
        status = ask(client, name).status_code
        # A page about something that is not there is found missing only by those who might have seen it, and what
        # somebody else holds is refused (409) only to those who might have held it.
        fits = status in {200, 302, 400, 404, 409} if grid[name, role] else status == 403
        if not fits:
            wrong[name] = status

    assert wrong == {}


def test_nobody_opens_a_page_without_signing_in(client: Client, db: None) -> None:
    make_referral(id=1)

    for name in sorted(set(PAGES) - set(PUBLIC)):
        answer = ask(client, name)

        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("account_login")), name

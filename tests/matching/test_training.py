"""Weights learnt without answers, and where the line is drawn."""

from pathlib import Path

import pytest

from benchmarks.matching_people import waiting
from tests.matching.people import somebody
from vigil.matching.model import BadModel, load
from vigil.matching.thresholds import best_threshold
from vigil.matching.training import CannotTrain, Training, report, train


@pytest.fixture(scope="module")
def trained() -> Training:
    return train([mention for mention, _ in waiting(21, scale=0.15)], version="t1", trained_on="a test")


def test_weights_are_learnt_that_say_what_anybody_would(trained: Training) -> None:
    weights = trained.model.weights

    assert weights["birth"]["same"] > weights["birth"]["slip"] > 0 > weights["birth"]["different"]
    assert weights["forename"]["same_common"] > 0 > weights["forename"]["different"]
    assert weights["place"]["dwelling"] > 5


def test_the_report_tells_m_and_u_and_the_waterfall(trained: Training) -> None:
    told = "\n".join(report(trained))

    assert "Model t1, trained on a test." in told
    assert "Waterfall" in told
    assert "birth       same" in told


def test_a_model_comes_back_from_its_file_as_it_went(trained: Training, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(trained.model.as_json(), encoding="utf-8")

    again = load(tmp_path / "model.json")

    assert again.version == "t1"
    assert again.as_json() == trained.model.as_json()


@pytest.mark.parametrize("text", ["", "{}", '{"version": 1, "chances": []}'])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "model.json").write_text(text, encoding="utf-8")

    with pytest.raises(BadModel, match="Train it again"):
        load(tmp_path / "model.json")


def test_people_who_share_nothing_teach_nothing() -> None:
    with pytest.raises(CannotTrain, match="nothing to learn from"):
        train([somebody("a", surname="Kowalski"), somebody("b", surname="Yapp")], version="t", trained_on="a test")


def test_the_line_is_drawn_in_the_valley_between_pairs_that_are_one_person_and_pairs_that_are_not() -> None:
    assert -20 < best_threshold({-200: 1000, 200: 100}) <= 20
    assert best_threshold({-200: 1000, -10: 50, 10: 50, 200: 100}) == pytest.approx(0.95)

"""The Spark engine where Spark is not: a sentence that says what to install. Its answers: ``make test-spark``."""

import sys
from types import ModuleType

import pytest

from vigil.matching import spark
from vigil.matching.levels import SQL
from vigil.matching.spark import NoSpark


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)

    with pytest.raises(NoSpark, match=r"pip install 'vigil\[spark\]'"):
        spark.session()


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    there = ModuleType("pyspark.sql")
    there.SparkSession = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyspark", ModuleType("pyspark"))
    monkeypatch.setitem(sys.modules, "pyspark.sql", there)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")

    with pytest.raises(NoSpark, match="Install Java 17 or later"):
        spark.session()


def test_no_condition_keeps_what_only_duckdb_knows() -> None:
    told = {
        "comparisons": [
            {"comparison_levels": [{"sql_condition": condition} for _, condition in levels]} for levels in SQL.values()
        ]
    }

    said = str(spark.in_spark(told))

    assert not [word for word in ("list_", "[1:1]", "len(", "jaro_winkler") if word in said.replace("{'", "")]
    assert "size(company_l) = 0" in said
    assert "length(forename_l) > 1" in said
    assert "substring(born_l, 5, 8 - 5 + 1)" in said

"""The batch on Spark, for more people than one machine weighs in a night: the same model and keys, weighed by Splink.

Spark's workers weigh; guards and clusters are worked out where the command runs. pyspark and Java are an extra
(``vigil[spark]``), imported when used. Spark takes its master and memory from its own configuration.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import JaroWinkler

from vigil.matching import batch
from vigil.matching.blocking import MOST_SHARING
from vigil.matching.linking import Linked, followed
from vigil.matching.mentions import Mention
from vigil.matching.model import Model

if TYPE_CHECKING:
    from pyspark.sql import SparkSession  # type: ignore[import-not-found]

# What DuckDB calls it → what Spark does. An array's length is another function there than a text's.
_IN_SPARK: tuple[tuple[str, str], ...] = (
    (r"(\w+)\[(\d):(\d)\]", r"substring(\1, \2, \3 - \2 + 1)"),
    (r"\blist_contains\(", "array_contains("),
    (r"\blist_has_any\(", "arrays_overlap("),
    (r"\blist_intersect\(", "array_intersect("),
    (rf"\blen\((?=(?:{'|'.join(batch._LISTS)})_[lr]\)|array_intersect)", "size("),
    (r"\blen\(", "length("),
    # Splink's own for Spark counts what two words begin with otherwise than DuckDB and we do.
    (r"\bjaro_winkler_similarity\(", "vigil_alike("),
)


class NoSpark(Exception):  # noqa: N818  (a refusal, worded for the person)
    """Spark cannot be used here. The text says what is missing."""


def session() -> SparkSession:
    """Return the Spark session there is, or a new one by Spark's own configuration. Raises ``NoSpark``."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise NoSpark("Spark is not installed here. Install the extra: pip install 'vigil[spark]'.") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise NoSpark("Spark needs Java, which is not found. Install Java 17 or later, or set JAVA_HOME.")
    from splink.backends.spark import similarity_jar_location

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the workers' Python would know nothing of Vigil
    spark = (
        SparkSession.builder.appName("vigil people link").config("spark.jars", similarity_jar_location()).getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    spark.udf.register("vigil_alike", _alike, "double")
    return spark


def _alike(one: str, other: str) -> float:
    return JaroWinkler.similarity(one, other)


def link(mentions: Sequence[Mention], model: Model) -> Linked:
    """Return who is whom, as ``batch.link`` does, weighed by Spark. Raises ``NoSpark``."""
    spark = session()
    spark.createDataFrame(batch.made_ready(mentions)).createOrReplaceTempView("ready")
    crowded = frozenset(
        (row.house, row.street, row.postcode)
        for row in spark.sql(
            "select house, street, postcode from ready where house <> '' group by all"  # noqa: S608  (a number)
            f" having count(*) > {MOST_SHARING}"
        ).collect()
    )
    _with_bands(spark, model)
    _find_pairs(spark)
    return batch.decide_rows(mentions, _weighed(spark, model), crowded, model)


def _with_bands(spark: SparkSession, model: Model) -> None:
    """Make ``mention``: the rows with how common their names are, crowded homes taken for public places."""
    for part, known in batch.bands(model).items():
        spark.createDataFrame(known).createOrReplaceTempView(f"{part}_band")
    spark.sql(
        "select ready.* except (keys, is_public),"  # noqa: S608  (a number)
        " is_public or (house <> '' and count(*) over (partition by house, street, postcode)"
        f" > {MOST_SHARING}) as is_public,"
        " coalesce(f.band, 'rare') as forename_band, coalesce(s.band, 'rare') as surname_band from ready"
        " left join forename_band f on f.name = forename left join surname_band s on s.name = surname"
    ).persist().createOrReplaceTempView("mention")


def _find_pairs(spark: SparkSession) -> None:
    """Make ``blocked``: the pairs that share a key which few enough share, or two, each once."""
    spark.sql(
        "select key, unique_id, count(*) over (partition by key) as sharing"
        " from (select explode(keys) as key, unique_id from ready)"
    ).createOrReplaceTempView("keyed")
    sizes = spark.sql("select sharing, count(*) div sharing as keys from keyed group by sharing").collect()
    most, least = followed(((row.sharing, row["keys"]) for row in sizes), mentions=spark.table("ready").count())
    spark.sql(
        f"select key, unique_id from keyed where sharing between 2 and {most}"  # noqa: S608  (a number)
    ).createOrReplaceTempView("followed")
    spark.sql(
        "select l.unique_id as join_key_l, r.unique_id as join_key_r, '0' as match_key"  # noqa: S608  (a number)
        " from followed l join followed r on l.key = r.key and l.unique_id < r.unique_id"
        f" group by l.unique_id, r.unique_id having count(*) >= {least}"
    ).createOrReplaceTempView("blocked")


def _weighed(spark: SparkSession, model: Model) -> Iterator[tuple[str, str, float]]:
    """Yield id, id and the weight in bits of every pair worth showing, strongest first."""
    from splink import Linker
    from splink.backends.spark import SparkAPI

    api = SparkAPI(spark_session=spark, break_lineage_method="persist")  # type: ignore[no-untyped-call]
    told = batch.settings(model.chances, model.prior)
    splink = Linker(api.register("mention"), in_spark(told), log_level="ERROR", validate_settings=False)
    splink.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
    found = splink.inference.predict(threshold_match_weight=model.ask_above)
    rows = spark.sql(
        f"select unique_id_l, unique_id_r, match_weight from {found.physical_name}"  # noqa: S608  (Splink's own name)
        " order by match_weight desc, unique_id_l, unique_id_r"
    )
    for row in rows.toLocalIterator():
        yield row.unique_id_l, row.unique_id_r, row.match_weight


def in_spark(told: dict[str, Any]) -> dict[str, Any]:
    """Return Splink's settings with their conditions as Spark says them."""
    for comparison in told["comparisons"]:
        for level in comparison["comparison_levels"]:
            for duckdb, spark in _IN_SPARK:
                level["sql_condition"] = re.sub(duckdb, spark, level["sql_condition"])
    return told

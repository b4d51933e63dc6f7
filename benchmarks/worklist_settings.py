"""The product's settings, with the stock page beside its own."""

from vigil.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.stock_worklist"

# Everything a person or CI does here. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

UV_VERSION := 0.13.9
BIN := .venv/bin
UV := $(BIN)/uv pip
READY := .venv/.ready
PYTEST := $(BIN)/pytest --numprocesses=2
CI_PYTEST := $(PYTEST) --hypothesis-profile=ci
REPORT ?=

.PHONY: help
help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(READY) ## Build a hub with made-up backlogs and serve it on this machine
	@$(BIN)/vigil demo

.PHONY: serve
serve: $(READY) ## Serve the hub that is there already
	@$(BIN)/vigil serve

.PHONY: test
test: $(READY) browser ## Run everything: checks, tests on both databases, journeys in a browser
	@$(BIN)/python -m tests.everything

.PHONY: test-fast
test-fast: $(READY) ## Run the tests one runs all day: SQLite, no browser, nothing slow
	@$(PYTEST) -m "not browser and not slow"

.PHONY: test-sqlite
test-sqlite: $(READY) ## Run the tests on SQLite
	@env -u DATABASE_URL $(CI_PYTEST) -m "not browser" $(REPORT)

.PHONY: test-postgres
test-postgres: $(READY) ## Run the tests that use the database on PostgreSQL, with a server of their own
	@$(BIN)/python -m tests.postgres -- $(CI_PYTEST) -m "database and not browser" $(REPORT)

.PHONY: test-browser
test-browser: $(READY) browser ## Run the journeys in a browser; screenshots of failures go to build/
	@env -u DATABASE_URL $(CI_PYTEST) -m browser $(REPORT) --screenshot=only-on-failure --output=build/journeys

.PHONY: test-spark
test-spark: $(READY) ## Run the tests of the Spark engine, in an environment of its own with the extra (needs Java 17)
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python build/spark
	@$(UV) install --python build/spark/bin/python --quiet --require-hashes --requirement requirements.lock
	@$(UV) install --python build/spark/bin/python --quiet '.[spark]'
	@build/spark/bin/pytest tests/spark/engines.py

.PHONY: check
check: $(READY) ## Check form, types, templates, layers and migrations
	@failed=; \
	export DATABASE_URL=sqlite:///:memory: ; \
	check() { echo "$$*"; $(BIN)/"$$@" || failed=1; }; \
	check ruff format --check --output-format=concise .; \
	check ruff check --output-format=concise .; \
	check mypy; \
	check djlint --check --lint vigil; \
	check lint-imports --no-logo; \
	check django-admin makemigrations --check --dry-run --settings=vigil.config.settings; \
	[ -z "$$failed" ]

.PHONY: format
format: $(READY) ## Put code and templates in their usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat vigil > /dev/null || true # it exits 1 where it changed something

.PHONY: bench
bench: $(READY) ## Measure speed and size, printing a table for each figure
	@for script in benchmarks/[a-z]*.py; do $(BIN)/python "$$script"; done

.PHONY: lock
lock: $(READY) ## Pin the dependencies anew after pyproject.toml has changed
	$(UV) compile --universal --python $(BIN)/python --generate-hashes --no-emit-index-url --no-header \
	  --group dev pyproject.toml --quiet --output-file requirements.lock

.PHONY: clean
clean: ## Remove the environment, the demo's database and every cache
	rm -rf .venv var build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find vigil tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

.PHONY: browser
browser: # Chromium, for the journeys
	@for name in chromium chromium-browser google-chrome; do \
	  if command -v "$$name" > /dev/null; then exit 0; fi; \
	done; \
	as_root=; if [ "$$(id -u)" != 0 ]; then as_root="sudo -n"; fi; \
	if command -v apt-get > /dev/null && $$as_root true 2> /dev/null; then \
	  $$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq chromium; \
	else \
	  echo "The journeys need Chromium: install the package chromium (apt-get install chromium)." >&2; exit 1; \
	fi

$(READY): requirements.lock pyproject.toml Makefile
	@if [ ! -x $(BIN)/python ]; then \
	  for python in python3 python3.13 python3.12 python3.11; do \
	    if "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2> /dev/null; then \
	      "$$python" -m venv .venv || { rm -rf .venv; exit 1; }; break; \
	    fi; \
	  done; \
	  if [ ! -x $(BIN)/python ]; then \
	    echo "Vigil needs Python 3.11, 3.12 or 3.13, with its venv module (on Debian: apt-get install python3-venv)." >&2; \
	    exit 1; \
	  fi; \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(UV) sync --python $(BIN)/python --quiet --compile-bytecode --require-hashes requirements.lock
	@$(UV) install --python $(BIN)/python --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q vigil
	@touch $@

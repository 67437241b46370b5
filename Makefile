# Everything a developer needs is behind these targets; `make help` lists them.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SOURCES := app graphql_schema migrations tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help demo test test-sqlite test-postgres check fix differential fuzz faults migrations prices entities bench-read bench-datasets bench-live bench-runner bench-start bench-hostile bench-bombs clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.core ## Start a server with a demo space; ARGS=--once runs the experiment and ends.
	$(BIN)/graphloop demo $(ARGS)

test: .venv/.dev ## Run the tests on SQLite and, at the same time, on PostgreSQL.
	@log=$$(mktemp); $(MAKE) --no-print-directory test-postgres > $$log 2>&1 & postgres=$$!; \
	$(MAKE) --no-print-directory test-sqlite; sqlite=$$?; \
	wait $$postgres; postgres=$$?; cat $$log; rm $$log; test $$sqlite -eq 0 && test $$postgres -eq 0

test-sqlite: .venv/.dev ## Run the tests on SQLite; ARGS goes to pytest.
	GRAPHLOOP_TEST_DATABASE=sqlite $(BIN)/python -m pytest $(ARGS)

test-postgres: .venv/.dev ## Run the tests on a PostgreSQL that they start themselves.
	GRAPHLOOP_TEST_DATABASE=postgres $(BIN)/python -m pytest $(ARGS)

check: .venv/.dev ## Look for what a reviewer would: form, types, import rule, schema.
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/graphloop export-schema --check

fix: .venv/.dev ## Repair what can be repaired, and print the schema anew.
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/graphloop export-schema

differential: .venv/.dev ## Compare compiled execution with graphql-core's: all queries of the tests, and 5,000 generated.
	GRAPHLOOP_TEST_DIFFERENTIAL=1 GRAPHLOOP_TEST_DOCUMENTS=5000 $(BIN)/python -m pytest $(ARGS)

fuzz: .venv/.dev ## Send 6,000 generated operations to a server, as three people; ARGS=--cases for fewer.
	$(PIP) install --quiet -c constraints.txt -e '.[dev,fuzz]'
	$(BIN)/python -m benchmarks.fuzz $(ARGS)

faults: .venv/.dev ## Break what can break while experiments run, on all engines; ARGS=--seed to repeat, --kills for fewer.
	$(BIN)/python -m benchmarks.faults $(ARGS)

migrations: .venv/.dev ## Write a migration for changed models: NAME=what_changed.
	$(BIN)/python -m migrations.make "$(or $(NAME),$(error say NAME=what_changed))"

prices: .venv/.dev ## Write the models' price list anew, after genai-prices was updated.
	$(BIN)/python -m app.llm.price_list_export

entities: .venv/.dev ## Write docs/entities.md anew, after docs/entities.toml or the schema changed.
	$(BIN)/python -m graphql_schema.entities

bench-read: .venv/.dev ## Measure what nested reads cost against raw rows, on both databases.
	$(BIN)/python -m benchmarks.read $(ARGS)

bench-datasets: .venv/.dev ## Measure a dataset of 1,000,000 items: import, version, pages, emptying, on both databases; ARGS=--items for fewer.
	$(BIN)/python -m benchmarks.datasets $(ARGS)

bench-hostile: .venv/.dev ## Measure what refusing hostile documents costs, and how honest clients fare beside them.
	$(BIN)/python -m benchmarks.hostile $(ARGS)

bench-start: .venv/.dev ## Measure an installation's size, the start's time and memory.
	$(BIN)/python -m benchmarks.start $(ARGS)

bench-bombs: .venv/.dev ## Measure how hostile templates and programs are stopped, and how others fare beside them.
	$(PIP) install --quiet -c constraints.txt -e '.[dev,sandbox]'
	$(BIN)/python -m benchmarks.bombs $(ARGS)

bench-live: .venv/.dev ## Measure what 1,000 watchers of a run cost the server, on both databases.
	$(BIN)/python -m benchmarks.live $(ARGS)

bench-runner: .venv/.dev ## Measure runs against a model server of fixed latency; ARGS=--memory for 100,000 items.
	$(BIN)/python -m benchmarks.runner $(ARGS)

clean: ## Remove the environment and caches; your data folder stays.
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache tests/clients/node_modules
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: made anew when Python or what is installed changes. The demo needs the core alone.
.venv/.core: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --quiet -c constraints.txt -e .
	touch $@

.venv/.dev: .venv/.core
	$(PIP) install --quiet -c constraints.txt -e '.[dev]'
	touch $@

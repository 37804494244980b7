# Two commands to know: `make run` and `make test`. Each makes .venv from the lock first, if it is not there yet.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test quick lint types lock sample docs bench clean help

run: $(READY) ## the nightly flow over data/raw, then where everything lies
	$(BIN)/cables run

test: $(READY) ## every test
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup

quick: $(READY) ## the tests that take seconds
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not slow"

lint: $(READY) ## style of Python and SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint sql

types: $(READY) ## types
	$(BIN)/mypy

lock: ## pins and hashes of every dependency, from pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements.lock

sample: $(READY) ## the shipped corpus again, from its seed
	$(BIN)/cables sample data/raw

docs: $(READY) ## the generated documents: codebook, cookbook
	$(BIN)/python docs/build.py

bench: $(READY) ## the figures of the README
	$(BIN)/python -m benchmarks.build
	$(BIN)/python -m benchmarks.fields
	$(BIN)/python -m benchmarks.views

clean: ## everything that is made
	rm -rf $(VENV) data/processed/* .pytest_cache .mypy_cache .ruff_cache

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

# Made anew as a whole: what an interrupted installation left behind, or an older lock, is cleared away first.
# The lock names every package, so pip need not resolve anything (and before 24 it cannot, with hashes and extras).
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("Python 3.11 or later is needed, %s is %d.%d: name another one with PYTHON=..." % (sys.executable, *sys.version_info[:2]))'
	@echo "Making $(VENV) from requirements.lock; this takes a minute or two, once."
	@$(PYTHON) -m venv --clear $(VENV) || { echo "$(PYTHON) cannot make a virtual environment: install its venv module (on Debian and Ubuntu the package python3-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
	@touch $(READY)

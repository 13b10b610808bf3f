# Everything a new machine needs is Python 3.11 or later and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Of the tests: many wait for a server or a limit of time, so more than there are cores.
PROCESSES ?= 3
READY := $(VENV)/.ready
# For the script of axe-core that it carries, without the browser that it would bring along.
AXE := axe-playwright-python==0.1.8

.PHONY: run test lint format bench fuzz docs conformance clean

run: $(READY)
	$(BIN)/antiphon demo

test: $(READY)
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fuzz: $(READY)
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest tests/wire tests/semantics tests/client/hostile

bench: $(READY)
	$(BIN)/python -m bench

docs: $(READY)
	$(BIN)/python -m pytest tests/docs

# The test suites of requests and of the libraries built on it, downloaded: minutes, and the network.
conformance: $(READY)
	$(BIN)/python -m tests.conformance.run $(SUITES)

clean:
	rm -rf $(VENV) .bench-venv .conformance .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Compiled as pip compiles what is not editable: where Python may not write that itself, each start would take twice as long.
$(READY): pyproject.toml Makefile
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; this is %d.%d. Try: make PYTHON=python3.11" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(AXE)
	$(BIN)/python -m compileall -q src
	touch $(READY)

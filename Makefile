# make demo   the main job, on a sample class          make test   every test
# make quick  the tests without the slow ones          make lint   format, lint, types
# make bench  speed, side by side with nbgrader        make clean  forget the environment
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# one process more than there are cores: tests wait for the programs that they start
PYTEST := $(BIN)/python -m pytest -n $(shell $(PYTHON) -c 'import os; print(1 + os.cpu_count())') --dist worksteal

.PHONY: demo test quick lint bench clean

demo: .venv/installed
	@$(BIN)/autograder demo

test: .venv/installed
	@$(PYTEST)

quick: .venv/installed
	@$(PYTEST) -m "not slow"

lint: .venv/installed
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy

bench: .venv/installed
	@$(BIN)/python -m benchmarks

.venv/installed: pyproject.toml constraints.txt
	@echo "Setting up .venv (once, about two minutes) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[instructor,digits]' --group dev
	@command -v bwrap >/dev/null || [ "$$(uname)" != Linux ] || \
		echo "bubblewrap is missing: grading will use the weaker isolation. To install it: sudo apt-get install bubblewrap"
	@touch $@

clean:
	rm -rf .venv

# make install  the environment in .venv              make demo  the main job, on a sample class
# make test     every test                            make quick the tests without the slow ones
# make lint     format, style, types, words, layers   make docs  the site, in build/site
# make bench    speed, side by side with nbgrader     make clean forget the environment
# make wheels   the two packages, in dist/            make image the container image, with podman or docker
# For developers: make thorough (what takes minutes: nbgrader's own tests, more secrets), make coverage, make reference, make picture, make release (see CONTRIBUTING.md)
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# tests start hundreds of programs: compiled once, and not in each of them
export PYTHONDONTWRITEBYTECODE :=
# two processes more than there are cores: tests wait for the programs that they start
PYTEST := $(BIN)/python -m pytest -n $(shell $(PYTHON) -c 'import os; print(2 + os.cpu_count())') \
	--dist loadgroup --no-loadscope-reorder

# The text of a notebook has two empty lines between its cells, and a line for each paragraph.
NOTEBOOKS := $(filter-out %/README.md %/hints.md,$(wildcard solutions/*/*.md))
MARKDOWN := $(wildcard *.md solutions/*/README.md solutions/*/hints.md assignments/*/*.md) \
	.github autograder benchmarks docs

.PHONY: install demo test thorough quick coverage lint docs reference picture bench wheels image release clean

install: .venv/installed

demo: .venv/installed
	@$(BIN)/autograder demo

test: .venv/installed
	@$(PYTEST) -m "not thorough"

thorough: .venv/installed
	@$(PYTEST) -m thorough

quick: .venv/installed
	@$(PYTEST) -m "not slow and not thorough"

coverage: .venv/installed
	@$(PYTEST) -m "not slow and not thorough" --cov autograder --cov-report term:skip-covered

lint: .venv/installed
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/codespell
	@$(BIN)/pymarkdown scan --recurse $(MARKDOWN)
	@$(BIN)/pymarkdown --disable-rules MD012,MD013,MD022,MD049 scan $(NOTEBOOKS)

docs: .venv/installed
	@$(BIN)/zensical build --strict --clean
	@$(BIN)/python -m scripts.check_site build/site

reference: .venv/installed
	@$(BIN)/python -m scripts.reference

picture: .venv/installed
	@$(BIN)/python -m scripts.learner_picture

bench: .venv/installed
	@$(BIN)/python -m benchmarks

wheels: .venv/installed
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist . ./selfstudy
	@ls dist

image:
	@$$(command -v podman || command -v docker) build --tag nn-autograder --file Containerfile .

release: .venv/installed
	@scripts/release.sh

.venv/installed: pyproject.toml constraints.txt
	@echo "Setting up .venv (once, about two minutes) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[instructor,similar,cluster]' --group dev --group docs
	@command -v bwrap >/dev/null || [ "$$(uname)" != Linux ] || \
		echo "bubblewrap is missing: grading will use the weaker isolation. To install it: sudo apt-get install bubblewrap"
	@touch $@

clean:
	rm -rf .venv

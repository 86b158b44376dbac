# Needs Python 3.11 or newer, git and GNU make. Everything else is installed to .venv, pinned by requirements.lock.

# The first one that works is used; `make PYTHON=/path/to/python3` selects another.
PYTHON ?= python3.14 python3.13 python3.12 python3.11 python3 python

BIN := .venv/bin
PACKAGES := .venv/packages.stamp
BROWSER := .venv/browser.stamp
COMPATIBILITY := .venv/compatibility.stamp

# Rebuild .venv if it is missing, incomplete, or its Python was removed by an upgrade.
VENV := $(shell test -e .venv/venv.stamp && $(BIN)/python -c pass 2>/dev/null || echo venv)

# Compiling the code and the tests again in every process would take a fifth of the time of the tests.
unexport PYTHONDONTWRITEBYTECODE

# Hides Material's notice about MkDocs 2, which the lock excludes.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help packages setup compatibility serve build offline release publish check drift test quick bench format lock clean venv \
	ruff mypy zizmor pytest

help: ## List the targets; most accept ARGS: make serve ARGS=--open
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

setup: $(PACKAGES) $(BROWSER) ## Install everything that serving and testing need

packages: $(PACKAGES) ## Install everything that building needs, without a browser

compatibility: $(COMPATIBILITY) ## Install other generators and plugins; without them, their tests are skipped

serve: $(PACKAGES) ## Serve the site and rebuild it when a file changes
	$(BIN)/python -m mkdocs serve $(ARGS)

build: $(PACKAGES) ## Build the site to site/; warnings are errors
	$(BIN)/python -m mkdocs build --strict $(ARGS)

offline: $(PACKAGES) ## Pack the site into build/portdocs-offline.zip, which works without a server
	DOCS_OFFLINE=true SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || echo 0)} \
		$(BIN)/python -m mkdocs build --strict --site-dir build/offline $(ARGS)
	$(BIN)/portdocs offline build/offline build/portdocs-offline.zip

release: $(PACKAGES) ## Tag VERSION and publish it to the branch gh-pages, without a push
	$(BIN)/portdocs publish release "$(VERSION)"

publish: $(PACKAGES) ## Publish the current commit to the branch gh-pages as dev, without a push
	$(BIN)/portdocs publish dev $(ARGS)

check: $(PACKAGES) ## Check the data
	$(BIN)/portdocs check $(ARGS)

drift: $(PACKAGES) ## Compare the data with the snapshots of the machines in data/snapshots/
	$(if $(wildcard data/snapshots/*.json),$(BIN)/portdocs drift --snapshots data/snapshots $(ARGS),\
		@echo "No snapshot is committed, so nothing is compared (see docs/guide/comparing.md).")

test: setup ## Run the linters, the type checker and the tests
	@$(MAKE) --no-print-directory --jobs=4 ruff mypy zizmor pytest

quick: $(PACKAGES) ## Run the linters, the type checker and the tests without builds, browsers and processes
	@$(MAKE) --no-print-directory --jobs=4 ruff mypy zizmor pytest ARGS="--quick $(ARGS)"

ruff:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

mypy:
	@$(BIN)/mypy

zizmor:
	@$(BIN)/zizmor --offline --persona=auditor --no-progress --quiet .github

pytest:
	@$(BIN)/pytest -n auto --dist worksteal --durations=10 $(ARGS)

bench: setup ## Run the benchmarks
	$(BIN)/python -m tests.benchmarks $(ARGS)

format: $(PACKAGES) ## Format the code and apply the fixes of the linter
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV) ## Pin the dependencies in pyproject.toml; ARGS=--upgrade selects the newest versions
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r .ci/lock-tool.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra test --group build \
		--custom-compile-command 'make lock' --output-file requirements.lock $(ARGS) pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group compatibility \
		--constraint requirements.lock --custom-compile-command 'make lock' --output-file .ci/compatibility.txt $(ARGS)

clean: ## Remove .venv, the site and the caches
	rm -rf .venv .cache site build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache

# A Python on the PATH may be too old, lack venv, or be a broken shim, so run each.
find-python = $(or $(shell for python in $(PYTHON); do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	echo $$python && break; done),$(error Found no Python 3.11 or newer that has venv (tried: $(PYTHON)). \
	Install one (Debian, Ubuntu: apt install python3-venv; Fedora: dnf install python3; macOS: brew install python) \
	or name one: make PYTHON=/path/to/python3))

venv:
	$(find-python) -m venv --clear .venv
	@touch .venv/venv.stamp

# Wheels only: source packages would download unpinned build tools.
$(PACKAGES): requirements.lock pyproject.toml $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(COMPATIBILITY): $(PACKAGES) .ci/compatibility.txt
	.ci/compatibility
	@touch $@

$(BROWSER): $(PACKAGES)
	$(BIN)/python -m tests.site.browser
	@touch $@

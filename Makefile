# Everything one does with Trygt møte. Needs python3 (3.11 or newer) and make; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
PORT ?= 5000
FUZZ ?= 20000
PAGE ?= section page
HISTORIES ?= 10000
MINUTES ?= 10
SEED ?= $(shell date +%Y%m%d%H)
WORKERS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
PO := $(wildcard app/translations/*/LC_MESSAGES/messages.po)
PYTHON_CODE := app bench forms tests tools wsgi.py

## — for everybody —
help: ## This list
	@awk -F ':.*## ' '/^## /{print "\n" substr($$0, 4)} /^[a-z-]+:.*## /{printf "  make %-20s %s\n", $$1, $$2}' Makefile

setup: .venv/ready-to-run $(PO:.po=.mo) ## Prepare .venv for running the app
	@echo "Ready."

run: setup ## Serve the demo on http://127.0.0.1:5000 (or PORT=…)
	@export TRYGT_DEMO=1; $(FLASK) prepare --with-years && exec $(FLASK) serve --with-worker --port $(PORT)

## — for those who change it —
test: browser lint types layers translations-check ## Everything: checks, then all tests on both databases and in a browser
	@$(BIN)/python -m pytest -n $(WORKERS)

fast: .venv/ready-to-test $(PO:.po=.mo) ## Rules and verbs only, in seconds, on SQLite
	@$(BIN)/python -m pytest -m "not postgresql" tests/domain tests/services

lint: .venv/ready-to-test ## Style, security smells, dead code, templates
	@$(BIN)/ruff check $(PYTHON_CODE)
	@$(BIN)/ruff format --check --quiet $(PYTHON_CODE) || { echo "Run 'make format' to lay the code out."; exit 1; }
	@$(BIN)/bandit --quiet --recursive --exclude app/migrations --skip B404 app forms wsgi.py 2>&1 | { ! grep --after-context=8 Issue; }
	@$(BIN)/vulture app bench forms tests tools --exclude '*/.venv/*' --min-confidence 80
	@$(BIN)/djlint --lint --quiet --profile jinja --ignore H025,H043 templates

format: .venv/ready-to-test ## Lay the code out
	@$(BIN)/ruff check --fix --quiet $(PYTHON_CODE)
	@$(BIN)/ruff format $(PYTHON_CODE)

types: .venv/ready-to-test ## Type hints
	@$(BIN)/mypy --no-error-summary

layers: .venv/ready-to-test ## Who may import whom
	@$(BIN)/lint-imports --no-logo

translations: .venv/ready-to-test ## Gather the texts again and compile the catalogues
	@$(BIN)/python tools/translations.py update

translations-check: .venv/ready-to-test $(PO:.po=.mo) ## Fail when a text is missing or a catalogue is stale
	@$(BIN)/python tools/translations.py check

css: .venv/ready-to-test ## Build the font and the design system's CSS anew (needs Node)
	@cd tools/aksel && npm ci --silent
	@$(BIN)/python -m tools.lighter_font
	@cd tools/aksel && npm run --silent build

permissions: .venv/ready-to-test $(PO:.po=.mo) ## Write who may open which door into docs/permissions.md
	@WRITE_DOCS=1 $(BIN)/python -m pytest -q -k test_the_matrix_is_counted tests/pages/test_permission_matrix.py

screenshots: browser ## Take the pictures in docs/screenshots anew
	@$(BIN)/python -m tools.screenshots

bench: .venv/ready-to-test bench/peers/.venv/ready $(PO:.po=.mo) ## What requests cost beside a bare Flask app, on both databases, into docs/proof.md
	@$(BIN)/python -m bench --write

deep-alarm: .venv/ready-to-test $(PO:.po=.mo) ## Live 10,000 random histories of alarms (or HISTORIES=…, in thousands)
	@seq -f "$(SEED)%03g" $$(( $(HISTORIES) / 1000 )) | xargs -P $(WORKERS) -I{} $(BIN)/python -m pytest -q \
		-p no:cacheprovider --hypothesis-profile=deep --hypothesis-seed={} tests/services/test_alarms_any_history.py

bench-scale: .venv/ready-to-test $(PO:.po=.mo) ## What lists and logging cost as the history grows (SIZES="10000 100000 1000000")
	@$(BIN)/python -m bench.scale --write $(SIZES)

drill: .venv/ready-to-test $(PO:.po=.mo) ## Try sixteen faults on the whole app, on both databases, into docs/proof.md (one: python -m bench.drill NAME)
	@$(BIN)/python -m bench.drill --write

deep: browser tools/deep/node_modules/ready $(PO:.po=.mo) ## Whole pages from outside, into docs/proof.md (needs Node; ONLY="validity or spelling")
	@$(BIN)/python -m tools.ensure_programs
	@WRITE_DOCS=1 $(BIN)/python -m pytest -q tests/deep $(if $(ONLY),-k "$(ONLY)")

upgrade-beside: .venv/ready-to-test $(PO:.po=.mo) ## Run the tests of the version before the newest migration on the newest schema
	@$(BIN)/python -m tools.upgrade_beside

load: .venv/ready-to-test $(PO:.po=.mo) ## A working day of the country on two web processes, into docs/proof.md (MINUTES=10)
	@$(BIN)/python -m bench.load --write --minutes $(MINUTES)

fuzz: .venv/ready-to-test $(PO:.po=.mo) ## Send many thousand hostile requests to every door, on both databases (FUZZ=…)
	@FUZZ_EXAMPLES=$(FUZZ) $(BIN)/python -m pytest tests/pages/test_hostile_requests.py

profile: .venv/ready-to-test $(PO:.po=.mo) ## Where the time of a page goes (PAGE="section page")
	@$(BIN)/python -m bench.profile "$(PAGE)"

browser: .venv/ready-to-test ## Find or install the Chromium that the journeys drive
	@$(BIN)/python -m tools.ensure_chromium

lock: .venv/ready-to-run ## Lock the newest versions that fit setup.cfg, with hashes
	@$(PIP) install --upgrade uv
	@compile="$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes"; \
	$$compile --custom-compile-command "make lock" setup.cfg -o requirements/run.txt; \
	$$compile --custom-compile-command "make lock" setup.cfg --extra test --extra dev -c requirements/run.txt -o requirements/test.txt
	@rm -rf *.egg-info
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" bench/peers/requirements.in -o bench/peers/requirements.txt

clean: ## Remove what make has made, but never instance/
	@rm -rf .venv bench/peers/.venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis *.egg-info tools/aksel/node_modules tools/deep/node_modules
	@find app/translations -name '*.mo' -delete
	@find app forms tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup run test fast lint format types layers translations translations-check css permissions screenshots bench bench-scale deep deep-alarm drill upgrade-beside load fuzz profile browser lock clean

# Stamps: a second run takes no time, a changed lock installs again.
.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Trygt møte needs Python 3.11 or newer (set PYTHON=… if it has another name)."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing (Debian: apt install python3-venv)."; exit 1; }

.venv/ready-to-run: requirements/run.txt | .venv/bin/python
	@echo "Installing what the app needs …"
	@$(PIP) install --require-hashes -r $<
	@touch $@

.venv/ready-to-test: requirements/test.txt | .venv/bin/python
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r $<
	@touch $@ .venv/ready-to-run

bench/peers/.venv/ready: bench/peers/requirements.txt | .venv/bin/python
	@echo "Installing what we are measured beside …"
	@$(BIN)/python -m venv bench/peers/.venv
	@bench/peers/.venv/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes -r $<
	@touch $@

tools/deep/node_modules/ready: tools/deep/package-lock.json
	@echo "Installing what looks at pages …"
	@cd tools/deep && npm ci --silent
	@touch $@

%.mo: %.po | .venv/ready-to-run
	@$(BIN)/pybabel --quiet compile -i $< -o $@

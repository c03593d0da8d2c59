# The commands of the project. `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin

# The demo always runs with the settings of production, whatever the shell sets.
DEMO = SECRET_KEY="$$(cat var/demo-secret)" DEBUG=false HTTPS=false

# Fixtures are made in a separate database. Loading the old fixture first keeps the dates of unchanged records, so that one
# changed record is one changed line.
FIXTURES = DEBUG=true DATABASE_URL=sqlite:///var/fixtures.sqlite3 $(BIN)/python manage.py

.PHONY: help demo dev test drill check figures fixtures
.DEFAULT_GOAL := help

help:
	@echo "make demo      set up and serve the site with all records (PORT=8001 for another port)"
	@echo "make dev       serve it for development: debug pages, reload on change"
	@echo "make test      run the tests on SQLite, PostgreSQL and in Chromium (ARGS='-k dates' for some)"
	@echo "make drill     run the long tests, which take minutes"
	@echo "make check     lint the code, check templates and migrations"
	@echo "make figures   print the size of the code and how its tree meets the plan"
	@echo "make fixtures  write fixtures/demo.jsonl from fixtures/facts"
	@echo "DATABASE_URL=postgres://user:password@host:5432/name runs any of them on PostgreSQL."

demo: .venv/for-use
	@mkdir -p var
	@test -s var/demo-secret || (umask 077 && \
		$(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))" > var/demo-secret)
	@$(DEMO) $(BIN)/python manage.py demo --port "$(PORT)"
	@echo "Press Ctrl-C to stop."
	@$(DEMO) SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}" \
		exec $(BIN)/gunicorn minilat.wsgi --bind "127.0.0.1:$(PORT)" --workers 2 --threads 4 \
		--log-level warning

dev: .venv/for-tests
	@DEBUG=true $(BIN)/python manage.py migrate --verbosity 0
	@DEBUG=true $(BIN)/python manage.py runserver "127.0.0.1:$(PORT)"

test: .venv/for-tests
	@$(BIN)/python -m tests.engines $(ARGS)

drill: .venv/for-tests
	@$(BIN)/python -m tests.engines --drill $(ARGS)

check: .venv/for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py check --fail-level WARNING
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tests.compile_templates

figures:
	@$(PYTHON) scripts/figures.py

fixtures: .venv/for-use
	@mkdir -p var && rm -f var/fixtures.sqlite3*
	@$(FIXTURES) migrate --verbosity 0
	@if [ -s fixtures/demo.jsonl ]; then $(FIXTURES) loaddata --verbosity 0 demo; fi
	@$(FIXTURES) import_facts fixtures/facts
	@$(FIXTURES) write_fixture fixtures/demo.jsonl
	@rm -f var/fixtures.sqlite3*

# The environment. pip runs again only when a list of requirements changes.

.venv/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Minilat needs Python 3.11 or newer: name one with make PYTHON=python3.11."; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
		{ echo "Python's venv module is missing: apt-get install --yes python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear .venv

# A folder .venv that was broken off before pip was there, or whose Python is gone, is made anew.
.venv/for-use: requirements.txt .venv/bin/python
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Installing what Minilat needs (about a minute the first time) ..."
	@$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/for-tests: requirements-dev.txt .venv/for-use
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# make: what there is to make, from the comments that begin with ##.

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal

# What a database can change: make test runs this on PostgreSQL too, and make test-all the rest as well.
POSTGRESQL := tests/search $(addprefix tests/,$(addsuffix .py, \
	test_records test_backups test_postgresql_log test_history test_saving test_changes test_dates test_sorting \
	editor/test_import editor/test_merging editor/test_edit_conflicts editor/test_roles \
	visitor/test_lists visitor/test_leaks visitor/test_confidentiality visitor/test_bad_input))

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

# An empty key would be exported where there is none yet, and count as one.
ifneq ($(wildcard .secret.mk),)
include .secret.mk
export SECRET_KEY
endif
export HTTPS ?= off
export ALLOWED_HOSTS ?= localhost,127.0.0.1,[::1],$(HOST)

.PHONY: help run dev editor test test-all lint drills audit messages lock hooks

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run .secret.mk $(CATALOGUES) ## serve the site on http://127.0.0.1:8000 (HOST, PORT)
	@$(MAKE) --no-print-directory serve

.PHONY: serve
serve: prepare
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@exec $(BIN)/granian --interface wsgi --host $(HOST) --port $(PORT) --workers 2 --blocking-threads 4 --no-ws --respawn-failed-workers orgdirectory.wsgi:application

dev: .venv/.run .secret.mk $(CATALOGUES) ## the same with DEBUG, and anew whenever a file changes
	@$(MAKE) --no-print-directory develop

# WhiteNoise rather than runserver serves the static files, so that no browser keeps an old one.
.PHONY: develop
develop: export DEBUG = on
develop: prepare
	@exec $(MANAGE) runserver --nostatic $(HOST):$(PORT)

.PHONY: prepare
prepare:
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_directory
	@$(MANAGE) rebuild_search --if-stale
	@echo "The site:  http://$(HOST):$(PORT)/"
	@echo "The admin: http://$(HOST):$(PORT)/sv/admin/   (make editor: make an editor account)"

editor: .venv/.run .secret.mk $(CATALOGUES) ## make an account for the admin; asks for a name and a password
	@$(MAKE) --no-print-directory createsuperuser

.PHONY: createsuperuser
createsuperuser:
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createsuperuser

test: .venv/.test .secret.mk $(CATALOGUES) ## try everything on SQLite and in browsers, and on PostgreSQL what it can change
	@$(MAKE) --no-print-directory suite

test-all: test ## try the rest on PostgreSQL too
	$(BIN)/python -m tests.postgres $(BIN)/pytest tests $(addprefix --ignore ,tests/browser $(POSTGRESQL)) $(PARALLEL)

.PHONY: suite checks
suite:
	@$(MAKE) --no-print-directory lint checks
	DATABASE_URL= $(BIN)/pytest --ignore tests/browser $(PARALLEL)
	$(BIN)/python -m tests.postgres $(BIN)/pytest $(POSTGRESQL) $(PARALLEL)
	$(BIN)/python -m tests.browsers
	DATABASE_URL= $(BIN)/pytest tests/browser $(PARALLEL)

checks:
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run

lint: .venv/.test ## check style, formatting, the length of lines and licences
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/django-upgrade --check --target-version 6.1 $(shell find networks organisations orgdirectory tests -name '*.py' -not -path '*/migrations/*')
	$(BIN)/djade --check --target-version 6.1 $(shell find templates -name '*.html')
	@if LC_ALL=C.UTF-8 grep -rnE --include '*.html' '.{121}' templates; \
	then echo "These lines of templates have more than 120 characters."; exit 1; fi
	@if git rev-parse --git-dir >/dev/null 2>&1; then $(BIN)/reuse lint --lines; \
	else echo "The licence of each file is checked only in a git repository."; fi

drills: .venv/.test .secret.mk $(CATALOGUES) ## break the site on purpose, and tell what readers saw (DRILLS: some of them)
	@$(BIN)/python -m tests.drills $(DRILLS)

audit: | $(BIN)/python ## look up whether a version in requirements.txt is known to be vulnerable (asks PyPI)
	@$(BIN)/python -m venv .venv/audit
	@.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	.venv/audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements.txt

messages: .venv/.test .secret.mk ## bring locale/ up to date with the code; then translate what is new there
	$(MANAGE) update_messages

.PHONY: fuzz
fuzz: .venv/.test .secret.mk $(CATALOGUES) ## send a million made-up requests through the application (COUNT, SEED)
	FUZZ=$(or $(COUNT),1000000) SEED=$(SEED) DATABASE_URL= $(BIN)/pytest tests/test_fuzz.py

lock: ## renew requirements*.txt from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.12 --generate-hashes --no-emit-index-url --quiet --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.12 --generate-hashes --no-emit-index-url --quiet --output-file requirements-dev.txt

hooks: .venv/.test ## check each commit and its message before it is made
	@$(BIN)/pre-commit install

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.12 or newer is needed; set PYTHON to its name."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.run

.secret.mk: | $(BIN)/python
	@$(BIN)/python -c 'import secrets; print("SECRET_KEY ?= " + secrets.token_urlsafe(48))' > $@

%.mo: %.po | .venv/.run
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

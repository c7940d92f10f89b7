# make run: the site on this machine.   make test: everything that must hold.

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

-include .secret.mk
export SECRET_KEY
export HTTPS ?= off
export ALLOWED_HOSTS ?= localhost,127.0.0.1,[::1],$(HOST)

.PHONY: run editor test lint messages lock

run: .venv/.run .secret.mk $(CATALOGUES)
	@$(MAKE) --no-print-directory serve

.PHONY: serve
serve:
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_directory
	@$(MANAGE) rebuild_search --if-stale
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@echo "The site:  http://$(HOST):$(PORT)/"
	@echo "The admin: http://$(HOST):$(PORT)/sv/admin/   (make editor: make an editor account)"
	@exec $(BIN)/granian --interface wsgi --host $(HOST) --port $(PORT) --workers 2 --blocking-threads 4 --no-ws orgdirectory.wsgi:application

# An account for the admin; asks for a name and a password.
editor: .venv/.run .secret.mk $(CATALOGUES)
	@$(MAKE) --no-print-directory createsuperuser

.PHONY: createsuperuser
createsuperuser:
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createsuperuser

test: .venv/.test .secret.mk $(CATALOGUES)
	@$(MAKE) --no-print-directory suite

.PHONY: suite
suite: lint
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	DATABASE_URL= $(BIN)/pytest --ignore tests/browser $(PARALLEL)
	$(BIN)/python -m tests.postgres $(BIN)/pytest --ignore tests/browser $(PARALLEL)
	$(BIN)/python -m tests.chromium
	DATABASE_URL= $(BIN)/pytest tests/browser $(PARALLEL)

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 6.1 $(shell find templates -name '*.html')
	@if git rev-parse --git-dir >/dev/null 2>&1; then $(BIN)/reuse lint --lines; \
	else echo "The licence of each file is checked only in a git repository."; fi

# Bring the catalogues up to date with the code; then translate what is new in locale/.
messages: .venv/.test .secret.mk
	$(MANAGE) update_messages

# Renew the lock files from pyproject.toml.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.12 --generate-hashes --no-emit-index-url --quiet --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.12 --generate-hashes --no-emit-index-url --quiet --output-file requirements-dev.txt

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

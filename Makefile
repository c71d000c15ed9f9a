# Everything sets up what it needs by itself. `make demo` is the place to begin; README.md tells the rest.
PY := .venv/bin/python
READY := .venv/ready

.PHONY: demo up check test chaos bench mutants parked lock setup clean

demo: $(READY)  ## everything on this machine, a sample network, a debriefing and a signing from end to end; EXIT=1 ends then
	@$(PY) -m deploy.local demo $(if $(EXIT),--exit)

up: $(READY)  ## the same without sample and story; data stay
	@$(PY) -m deploy.local up

check: $(READY)  ## style, types, who imports whom, generated pages, translations
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m deploy.catalogue --check
	$(PY) -m deploy.navigation --check
	$(PY) -m deploy.translations --check
	$(PY) -m deploy.constants

chaos: $(READY)  ## a long run in which everything goes wrong, judged; ARGS="--seed 7 --seconds 300 --mix networks"
	$(PY) -m tests.chaos $(ARGS)

test: $(READY)  ## all tests, on real parts
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

bench: $(READY)  ## how fast, beside the floor measured in the same run
	$(PY) -m tests.benchmarks $(ARGS)

mutants: $(READY)  ## changes of the rules that their tests do not notice, in some minutes; ARGS="routing.py" the files of that name
	$(PY) -m tests.mutants $(ARGS)

parked: $(READY)  ## messages put aside: list them; ARGS="--replay" sends them again
	@$(PY) -m deploy.parked $(ARGS)

lock:  ## pin every package by its hash, with no registry's address
	uv pip compile pyproject.toml --group local --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --group inbox --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --output-file deploy/requirements.lock

setup: $(READY)

$(READY): requirements.lock deploy/local/setup.sh
	@sh deploy/local/setup.sh

clean:  ## everything that was made: environment, data, caches
	rm -rf .venv .local build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# make setup | warm | demo | test | slow | coverage | rule_coverage | verify | mutations | lint | wheel | mesa4 | check
#      docs | minima | newest | odd | claims | ensemble | confirm | golden | notebooks | fuzz
#      extremes | clean
PYTHON ?= $(shell for one in python3.12 python3.13 python3; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$one && break; done)
BIN := .venv/bin
RUNS := .venv/runs
READY := .venv/ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt

.PHONY: setup warm demo test check coverage rule_coverage verify mutations lint slow wheel odd claims ensemble confirm golden notebooks mesa4 docs minima newest fuzz extremes clean

setup: $(READY)

# What a run needs.
$(RUNS): pyproject.toml .ci/constraints.txt
	@test -n "$(PYTHON)" || { echo "mesa_mosul needs Python 3.12 or newer; none was found" >&2; exit 2; }
	@echo "Making .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv .venv
	@$(PIP) -e .
	@touch $(RUNS)

# What tests, analyses, notebooks and clusters need besides.
$(READY): $(RUNS)
	@$(PIP) -e '.[test]'
	@touch $(READY)

demo: $(RUNS)
	@$(BIN)/mosul run reported --seed 1 --days 60 --out results/demo
	@echo "Pictures: results/demo/map.png and results/demo/course.png"

warm: setup
	@$(BIN)/mosul warm

test: warm
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

# Notebooks first, with both cores to themselves: how long they take is one of the tests.
slow: warm
	@$(BIN)/python tests/executed_notebooks.py
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m slow

# The same tests, with branch coverage of the whole package and of the rules, which run as plain Python
# in their tests. What is not measured, and why: tests/README.md.
coverage: warm
	@rm -rf build/coverage && mkdir -p build/coverage
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow" --cov --cov-report=
	@$(BIN)/coverage report --fail-under=90
	@$(BIN)/coverage report --include='mesa_mosul/rules/*' --fail-under=95

# Of the rules alone, by their own tests.
rule_coverage: warm
	@mkdir -p build/coverage
	@COVERAGE_FILE=build/coverage/rules $(BIN)/python -m pytest -n 2 tests/unit/rules --cov=mesa_mosul.rules \
		--cov-branch --cov-report=term --cov-fail-under=95

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# The tables of mesa_mosul/ODD.md and the glossary of seeds/README.md, anew from the code.
odd: setup
	@$(BIN)/python -m mesa_mosul.odd
	@$(BIN)/python -m mesa_mosul.simulation.glossary

# What each claim of the article changes over sets of the ensemble: 6,200 runs, about 25 minutes.
claims: warm
	@$(BIN)/mosul sweep claims
	@$(BIN)/python -m mesa_mosul.experiments.report.claim_effects results/claims

# The calibrated ensemble (about an hour and a half on two cores), its sweeps and bands (4 minutes).
ensemble: warm
	@$(BIN)/mosul calibrate --out results/calibration
	@$(BIN)/python -m mesa_mosul.calibration.publish ensemble results/calibration
	@$(BIN)/mosul sweep stall_and_collapse_calibrated
	@$(BIN)/mosul sweep stall_and_collapse_by_rules_calibrated
	@$(BIN)/mosul sweep before_the_fit
	@$(BIN)/python -m mesa_mosul.calibration.publish bands \
		results/stall_and_collapse_calibrated results/stall_and_collapse_by_rules_calibrated results/before_the_fit

# After a change of code without another result: the ensemble's runs anew, and the ensemble declared one of
# the model as it is now if every band is the same (some five minutes).
confirm: warm
	@rm -rf build/confirm
	@$(BIN)/mosul sweep stall_and_collapse_calibrated --out build/confirm/dated
	@$(BIN)/mosul sweep stall_and_collapse_by_rules_calibrated --out build/confirm/by_rule
	@$(BIN)/mosul sweep before_the_fit --out build/confirm/prior
	@$(BIN)/python -m mesa_mosul.calibration.publish confirm \
		build/confirm/dated build/confirm/by_rule build/confirm/prior

# The golden daily ledgers, anew; they change only in a commit that says why.
golden: warm
	@$(BIN)/python tests/golden.py

# The notebooks' .ipynb files, anew from the .py files that are edited.
notebooks: setup
	@$(BIN)/python tests/pairing.py

# The source distribution, and the wheel that it gives in a bare environment: a run from anywhere.
wheel: setup
	@rm -rf build/bare build/bare_sweep build/dist && mkdir -p build
	@$(BIN)/python -m build --outdir build/dist . > build/dist.log 2>&1 || { cat build/dist.log; exit 1; }
	@$(BIN)/python tests/packaging/artefacts.py build/dist
	@$(PYTHON) -m venv build/bare
	@build/bare/bin/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt \
		build/dist/*.whl
	@cd build && bare/bin/mosul run recorded --days 1 --json > bare.json
	@cd build && bare/bin/mosul sweep peshmerga --trial --quiet --out bare_sweep > /dev/null
	@cd build && bare/bin/mosul report bare_sweep > /dev/null
	@echo "wheel: ok"

# The pre-release of Mesa 4, in an environment of its own.
mesa4: setup
	@test -x build/mesa4/bin/python || $(PYTHON) -m venv build/mesa4
	@grep -iv '^mesa==' .ci/constraints.txt > build/mesa4.txt
	@build/mesa4/bin/python -m pip install --quiet --disable-pip-version-check --pre \
		-c build/mesa4.txt 'mesa[network]==4.0.0a0' -e '.[test]'
	@build/mesa4/bin/python -W error -m pytest tests/unit/mesa_layer \
		tests/unit/simulation/test_own_phase.py tests/unit/simulation/test_custom_phases.py

# Requirements at their declared lower bounds, and as new as there are, under any Python
# (`make newest OTHER=python3.13`): a run has the digests that it has in .venv, and tests of what
# leans on libraries pass. Libraries at their bounds warn of libraries below them that are not.
OTHER ?= $(PYTHON)
minima newest: OTHER_PLACE = build/$@-$(notdir $(OTHER))
minima: OTHER_PIP = -c tests/packaging/minima.txt
minima: OTHER_WARNINGS = -o filterwarnings=default
newest: OTHER_PIP = --upgrade
minima newest: warm
	@test -x $(OTHER_PLACE)/bin/python || $(OTHER) -m venv $(OTHER_PLACE)
	@$(OTHER_PLACE)/bin/python -m pip install --quiet --disable-pip-version-check $(OTHER_PIP) \
		-e '.[all,ema]' pytest hypothesis statsmodels
	@$(BIN)/python tests/packaging/same_digests.py $(OTHER_PLACE)/bin/python
	@$(OTHER_PLACE)/bin/python -m pytest $(OTHER_WARNINGS) -m "not slow" tests/unit/analysis \
		tests/unit/inputs tests/unit/mesa_layer tests/unit/plots tests/unit/single_run \
		tests/unit/experiments/test_arrays.py tests/unit/calibration/test_history_scores.py \
		tests/unit/experiments/execution/test_results_folder.py \
		tests/system/test_completion.py tests/system/test_dask_cluster.py

verify: warm
	@$(BIN)/mosul verify --quick --out results/verification

# The documentation site, build/docs/html/index.html. Notebooks are executed anew unless the copies in
# build/notebooks, which `make slow` writes too, are of this state of the package.
docs: warm
	@$(BIN)/python tests/executed_notebooks.py
	@$(BIN)/python -m mesa_mosul.docs.build

# Twelve deliberate faults, each of which a test must catch.
mutations: setup
	@$(BIN)/python tests/mutations.py

# 20,000 wild files, tables, command lines and results folders, other ones each time: some 15
# minutes. `make test` has 300, always the same.
FUZZ_CASES ?= 20000
fuzz: warm
	@FUZZ_CASES=$(FUZZ_CASES) $(BIN)/python -m pytest --hypothesis-profile=fuzz tests/fuzz

# All pairs of extremes of all parameters, twelve times over: 1,152 battles, some six minutes.
extremes: warm
	@$(BIN)/python tests/extremes.py

# The tests with the branch coverage of the whole, or with other TESTS, as .ci/run has them.
# What leaves a core idle runs two at a time, the longest first; rules are warm by then.
TESTS ?= coverage
check: lint $(TESTS) slow
	@$(MAKE) --no-print-directory -j 2 -O -o warm mutations verify docs wheel mesa4 demo

# Keeps results/: sweeps cost hours.
clean:
	rm -rf .venv build dist

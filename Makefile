# The two commands a newcomer needs: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run cluster chat train evaluate lint format types imports data test talk-tests test-bot check lock bench-nlu bench-records bench-turns bench-cluster bench-transcripts bench-wechat bench-hotline fuzz bench-attacks audit audit-renew sbom fuzz-parsers clean

# uv makes the environments. Where the machine has none, it is put into .tools/.
UV_VERSION := 0.13.9
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
GONGHUI := .venv/bin/gonghui
CODE := actions api benchmarks bot deploy gonghui helpdesk language migrations observe speech tests tools wechat

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.installed .venv-bot/.installed ## make both environments from the hash-pinned requirements

setup-dev: setup .venv/.installed-dev

run: setup train ## set everything up and run the assistant with demo data; Ctrl-C stops it
	$(GONGHUI) serve --demo

cluster: setup train ## what compose.yaml describes without containers, with demo data; Ctrl-C stops it
	$(GONGHUI) cluster --demo-data

chat: setup train ## talk to the assistant in the terminal
	$(GONGHUI) chat

train: setup ## train the model; does nothing when the data have not changed
	$(GONGHUI) train

evaluate: setup train ## accuracy of the trained model on the held-out data
	$(GONGHUI) evaluate

lint: setup-dev ## style of the code
	.venv/bin/ruff format --check $(CODE)
	.venv/bin/ruff check $(CODE)

format: setup-dev ## put the code in shape
	.venv/bin/ruff format $(CODE)
	.venv/bin/ruff check --fix $(CODE)

types: setup-dev ## static types, strict
	.venv/bin/mypy
	.venv/bin/mypy --python-version 3.10 language observe

imports: setup-dev ## which room may import which
	.venv/bin/lint-imports

data: setup-dev ## the gates of the language data
	.venv/bin/python -m tools.language_data

test: setup-dev train test-bot ## set everything up and run every test
	.venv/bin/pytest $(SPREAD)

# A file's tests stay together: they share what is dear to start. Each worker may run an
# assistant of its own, so there are never more than four.
SPREAD := --numprocesses auto --maxprocesses 4 --dist loadfile

talk-tests: setup-dev train ## play the dialogues of tests/talks through the real assistant; TALKS=legal_aid for some
	.venv/bin/pytest tests/end_to_end/test_talks.py $(if $(TALKS),-k "$(TALKS)")

test-bot: setup-dev train # the tests that run inside Rasa's environment
	.venv-bot/bin/python -m pytest tests/bot --confcutdir=tests/bot -p no:cacheprovider

COUNT := 1266000

bench-records: setup-dev ## seconds and memory of the whole city's records; COUNT=100000 for fewer members
	.venv/bin/python -m benchmarks.records.bulk --count $(COUNT)
	.venv/bin/python -m benchmarks.records.finding

EXAMPLES := 1000

fuzz: setup-dev ## ask every route what nobody thought of (two hours); EXAMPLES=100 for fewer requests each
	GONGHUI_FUZZ_EXAMPLES=$(EXAMPLES) .venv/bin/pytest -q tests/api/rest/test_schema.py tests/attacks/test_routes.py

audit: setup-dev ## known weaknesses and licences of what is installed, against what was reviewed
	.venv/bin/python -m tools.audit
	.venv/bin/python -m tools.licences

audit-renew: setup-dev ## ask PyPI for today's advisories
	.venv/bin/python -m tools.audit --renew

sbom: setup-dev ## the bill of materials of each environment, CycloneDX, into var/sbom
	.venv/bin/python -m tools.bill var/sbom

bench-attacks: setup ## everybody else while somebody attacks (4 minutes); BENCH="--idle 1000 --seconds 10"
	.venv/bin/python -m benchmarks.attacks $(BENCH)

fuzz-parsers: setup-dev ## what reads strangers' bytes, guided by its code (5 minutes); BENCH="transcripts --seconds 600"
	.venv/bin/python -m benchmarks.fuzz $(BENCH)

check: lint types imports data audit test ## everything that CI runs

bench-nlu: setup-dev ## the language model beside stock Rasa (an hour); BENCH="--epochs 20 --cais FOLDER --cases FILE"
	.venv/bin/python -m benchmarks.nlu $(BENCH)

bench-turns: setup train ## whole turns through HTTP beside stock Rasa (15 minutes); BENCH="--seconds 10 --without-stock"
	.venv/bin/python -m benchmarks.turns $(BENCH)

bench-wechat: setup-dev train ## 200 followers on WeChat, and the worker killed while it sends (10 minutes); BENCH="--seconds 30"
	.venv/bin/python -m benchmarks.wechat.followers $(BENCH)
	.venv/bin/python -m benchmarks.wechat.worker_kill

bench-hotline: setup train ## 50 calls at once through the turn API (2 minutes); BENCH="--calls 10 --think 0 0"
	.venv/bin/python -m benchmarks.hotline.live $(BENCH)

bench-cluster: setup-dev train ## a whole cluster: load, scaling, overload, every fault ten times, a soak (4 hours); see benchmarks/cluster
	.venv/bin/python -m benchmarks.cluster.load $(BENCH)
	.venv/bin/python -m benchmarks.cluster.scaling
	.venv/bin/python -m benchmarks.cluster.overload
	.venv/bin/python -m benchmarks.cluster.faults --times 10
	.venv/bin/python -m benchmarks.cluster.soak --minutes 60 --rate 15

bench-transcripts: setup-dev train ## 10,000 calls imported by one worker and four, killed and resumed (30 minutes); BENCH="--count 1000"
	.venv/bin/python -m benchmarks.transcripts.intake $(BENCH)

lock: .tools-or-uv ## compile pyproject.toml to requirements/*.txt
	$(UV) pip compile --quiet $(COMPILE) --python-version 3.12 --group service -o requirements/service.txt
	$(UV) pip compile --quiet $(COMPILE) --python-version 3.10 --group bot -o requirements/bot.txt
	$(UV) pip compile --quiet $(COMPILE) --python-version 3.12 --group dev -c requirements/service.txt -o requirements/dev.txt

COMPILE := --generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock"

clean: ## remove the environments and everything trained or stored at run time
	rm -rf .venv .venv-bot .tools var

# ---- how the environments come to be ------------------------------------------------------

.PHONY: .tools-or-uv
.tools-or-uv: $(if $(filter .tools/%,$(UV)),.tools/bin/uv)

.tools/bin/uv:
	@python3 -m venv .tools 2>/dev/null \
	  && .tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) \
	  || { python3 -m pip install --quiet --target .tools/lib uv==$(UV_VERSION) \
	       && mkdir -p .tools/bin && ln -sf ../lib/bin/uv .tools/bin/uv; } \
	  || { echo "make: uv could not be installed: install it, or python3-venv or python3-pip" >&2; exit 2; }

.venv/.installed: requirements/service.txt pyproject.toml | .tools-or-uv
	$(UV) venv --quiet --allow-existing --python 3.12 .venv
	$(UV) pip install --quiet --python .venv --require-hashes -r requirements/service.txt
	$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements/dev.txt .venv/.installed
	$(UV) pip install --quiet --python .venv --require-hashes -r requirements/dev.txt
	@touch $@

.venv-bot/.installed: requirements/bot.txt | .tools-or-uv
	$(UV) venv --quiet --allow-existing --python 3.10 .venv-bot
	$(UV) pip install --quiet --python .venv-bot --require-hashes -r requirements/bot.txt
	@touch $@

# Every target runs with the Node of package-lock.json; the one of the system only has to run npm.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
ARGS ?=
SEEDS ?= 2000

.DEFAULT_GOAL := help
.PHONY: help install demo check test world e2e bench build generate format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

install: ## Install the packages of package-lock.json, Node 24 among them (every target does it when needed)
	@sh tools/install.sh

demo: install ## Provision a sample organisation into an OX simulator and show it live (ARGS=--once ends when it has settled)
	@exec node bin/ox-operator.js demo $(ARGS)

check: install ## Format, lint, types, unused code, floors of the house, stale generated files
	@exec node tools/check.ts

test: install ## Run every test on real parts, after getting what they need (ARGS=test/ox runs a part)
	@exec node tools/test.ts $(ARGS)

world: install ## Live random histories in the simulated world (SEEDS=5000, or SEEDS=2001-4000; CONTRIBUTING.md)
	@exec node test/world/main.ts $(SEEDS)

e2e: install ## Install the operator into a real cluster, as a Pod (E2E_CLUSTER=kind or node; CONTRIBUTING.md tells what they take)
	@exec node tools/e2e.ts

bench: install ## Measure the operator against the simulator, and OpenLDAP scans
	@exec node test/bench/main.ts $(ARGS)

build: install ## Bundle src and simulator to dist, as an image runs them
	@exec node tools/build.ts

generate: install ## Write the generated files anew
	@exec node tools/generate.ts

format: install ## Format all files
	@exec biome check --write .

clean: ## Remove what was built and installed
	rm -rf dist coverage node_modules

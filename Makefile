# `make demo` and `make test` are all that most people need. `make help` lists the rest.

# The tools that `packaging/tools.sh` builds, where the machine does not have its own.
export PATH := $(PATH):$(CURDIR)/target/tools/bin
CARGO ?= cargo

.PHONY: help demo build test check audit bench clean
.DEFAULT_GOAL := help

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Install what is needed, build, and open the window on the demo account
	@bash packaging/setup.sh run build
	$(CARGO) run --locked -- --demo

build: ## The release binary, target/release/mailpane
	@bash packaging/setup.sh build
	$(CARGO) build --release --locked

test: ## Install what is needed, then `make check` and every test
	@bash packaging/setup.sh run build test
	@bash packaging/tools.sh cargo-nextest
	@bash packaging/setup-cyrus.sh
	$(MAKE) --no-print-directory check
	$(CARGO) nextest run --locked

check: ## Format, lints, docs, licences, bans, sources, unused dependencies
	@bash packaging/setup.sh build
	@bash packaging/tools.sh cargo-deny cargo-machete
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps --locked
	$(CARGO) deny --locked check --hide-inclusion-graph licenses bans sources
	$(CARGO) machete

audit: ## Known faults in dependencies (reads the advisory database from the network)
	@bash packaging/tools.sh cargo-deny
	$(CARGO) deny --locked check advisories

bench: ## Print the measured figures: round trips, bytes, first frame, memory, CPU time
	@bash packaging/setup.sh run build test bench
	@bash packaging/setup-cyrus.sh
	$(CARGO) bench --locked --profile dev --bench reader --bench list --bench figures

clean: ## Remove everything that was built
	$(CARGO) clean

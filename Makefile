# Every verb sets up what it needs first; the second time that costs nothing.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
SETUP := $(PYTHON) -m config.bootstrap

.PHONY: run test check fix bench bench-peers
run:  ## start Agon: PORT=8000 make run
	@$(SETUP) run
test:  ## run every test: make test ARGS="-k vote"
	@$(SETUP) test $(ARGS)
check:  ## style, types, migrations, settings, architecture
	@$(SETUP) check
fix:  ## mend what can be mended without thinking
	@$(SETUP) fix
bench:  ## run the benchmarks: make bench ONLY=name
	@$(SETUP) bench $(ONLY)
bench-peers:  ## install and measure the programs that Agon compares itself with
	@$(SETUP) bench-peers $(ONLY)

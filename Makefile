# Everything here works the same on Linux and macOS. `make help` lists what there is.

PREFIX ?= /usr/local
SWIFT ?= swift
RELEASE = .build-release
# The Swift runtime goes into the binary; on macOS the system has it.
STATIC = $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
FORMATTED = Package.swift Sources Tests

.PHONY: help setup quickstart build release release-tools test check format format-check bench install clean

help:
	@echo "make quickstart   install what is missing, build, crawl, show which resources support watch"
	@echo "make test         install what is missing, run all tests"
	@echo "make check        format check, and tests with warnings as errors (what CI runs)"
	@echo "make build        debug build               make release   release build ($(RELEASE)/release/crawlctl)"
	@echo "make format       format the sources        make bench     measure, beside kubectl where there is one"
	@echo "make install      install to PREFIX (now $(PREFIX)), with completions and man page"

setup:
	@Scripts/setup.sh

quickstart: release
	@Scripts/quickstart.sh $(RELEASE)

build: setup
	$(SWIFT) build

release: setup
	$(SWIFT) build -c release $(STATIC) --scratch-path $(RELEASE) --product crawlctl

release-tools: release
	$(SWIFT) build -c release $(STATIC) --scratch-path $(RELEASE) --product fake-api-server

test: setup
	$(SWIFT) test

check: format-check
	CRAWLCTL_WARNINGS_AS_ERRORS=1 $(MAKE) test

format:
	$(SWIFT) format --in-place --parallel --recursive $(FORMATTED)

format-check:
	$(SWIFT) format lint --strict --parallel --recursive $(FORMATTED)

bench: release-tools
	Scripts/bench.py $(RELEASE)

install: release
	Scripts/install.sh $(RELEASE) "$(DESTDIR)$(PREFIX)"

clean:
	rm -rf .build $(RELEASE) bench-results

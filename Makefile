# Everything here works the same on Linux and macOS. `make help` lists what there is.

MAKEFLAGS += --no-print-directory
PREFIX ?= /usr/local
SWIFT ?= swift
RELEASE = .build-release
# The Swift runtime goes into the binary; on macOS the system has it.
STATIC = $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
# Packed relocations, which glibc reads from 2.36 on: 3 MB less to read, and to keep in memory, at each start. Only the
# linker that comes with most Swift toolchains makes them.
PACKED = $(shell [ -x "$$(dirname "$$(readlink -f "$$(command -v $(SWIFT))")")/ld.lld" ] && getconf GNU_LIBC_VERSION 2>/dev/null | awk '{ split($$2, v, "."); if (v[1] > 2 || v[2] >= 36) \
	print "-Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs" }')
# Which functions everyday commands use, found out by running the first release build; the same linker puts them together.
ORDER = $(RELEASE)/functions.txt
ORDERED = $(shell [ -n "$(PACKED)" ] && [ -e $(ORDER) ] && echo "-Xlinker --symbol-ordering-file=$(ORDER) -Xlinker --no-warn-symbol-ordering")
RELEASE_BUILD = $(SWIFT) build -c release $(STATIC) $(PACKED) $(ORDERED) --scratch-path $(RELEASE)
FORMATTED = Package.swift Sources Tests

.PHONY: help setup quickstart build release release-tools test check format format-check bench install clean \
	upstream-tables

help:
	@echo "make quickstart   install what is missing, build, crawl, show which resources support watch"
	@echo "make test         install what is missing, run all tests"
	@echo "make check        format check, and tests with warnings as errors (what CI runs)"
	@echo "make build        debug build               make release   release build ($(RELEASE)/release/crawlctl)"
	@echo "make format       format the sources        make bench     measure, beside kubectl where there is one"
	@echo "make install      install to PREFIX (now $(PREFIX)), with completions and man page"
	@echo "make upstream-tables SERVERS=\"1.37+all=URL 1.37=URL\"   what a Kubernetes release serves, into its table"

setup:
	@Scripts/setup.sh

quickstart: setup
	$(RELEASE_BUILD) --product crawlctl
	@RELEASE_BUILD="$(RELEASE_BUILD)" Scripts/quickstart.sh $(RELEASE)

build: setup
	$(SWIFT) build

release: setup
	$(RELEASE_BUILD) --product crawlctl
	$(RELEASE_BUILD) --product crawlctl-serve
	@if [ -n "$(PACKED)" ] && [ ! -e $(ORDER) ]; then \
		if Scripts/order-functions.sh $(RELEASE); then $(MAKE) release; \
		else echo "make: the functions were left in the linker's order"; fi; \
	fi

release-tools: release
	$(RELEASE_BUILD) --product fake-api-server

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

# SERVERS names a server with every API enabled, and one with default settings, for each release; a server is a URL that
# needs no credentials, or a cluster in the database.
upstream-tables: setup
	$(SWIFT) build --product crawlctl
	Scripts/upstream-tables.py --crawlctl .build/debug/crawlctl $(SERVERS)

clean:
	rm -rf .build $(RELEASE) bench-results

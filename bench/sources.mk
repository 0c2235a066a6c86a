# SPDX-License-Identifier: MIT
# Programs of `make bench` (EXTRA_PROGRAMS), named in bench_programs too,
# which runs them in order.
EXTRA_LTLIBRARIES = bench/bench-targets.la
bench_bench_targets_la_SOURCES = bench/targets.c bench/stubs.c \
	bench/signatures.h
bench_bench_targets_la_LDFLAGS = -module -avoid-version -shared \
	-rpath /nowhere

if HAVE_DLOPEN
EXTRA_PROGRAMS += bench/bench
bench_programs = bench/bench
bench_bench_SOURCES = bench/bench.c bench/library.c bench/measure.c \
	bench/counter.c bench/closures.c bench/report.c bench/svg.c \
	bench/bench.h bench/signatures.h bench/qemu-mark.h
# The names of files that libtool makes: neither library may be linked.
bench_bench_CPPFLAGS = $(AM_CPPFLAGS) \
	-DBENCH_LIBRARY='"$(abs_builddir)/.libs/libffi.so"' \
	-DBENCH_TARGETS='"$(abs_builddir)/bench/.libs/bench-targets.so"' \
	-DBENCH_PEER='"libffi.so.8"'
bench_bench_LDADD = $(DLOPEN_LIBS) -lpthread -lm
bench_bench_DEPENDENCIES = bench/bench-targets.la
endif

# Instructions instead of time: under callgrind, or in a cross build under
# the emulator that configure was given.
bench-count: all $(bench_programs)
	@if test $(native) = 1; then bench/bench --count; \
	else $(srcdir)/bench/count-qemu bench/bench $(with_emulator); fi

.PHONY: bench-count

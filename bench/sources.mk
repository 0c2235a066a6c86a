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

# COUNT random signatures made from SEED, which are compiled into a program of
# their own; RANDOM_FLAGS are its options, --count or --peer among them.
bench/random: $(srcdir)/bench/generate $(srcdir)/bench/random.c \
  $(srcdir)/bench/random.h $(srcdir)/bench/library.c
	@$(MKDIR_P) bench
	$(srcdir)/bench/generate "$${SEED-1}" "$${COUNT-200}" \
	  >bench/random-signatures.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -I$(srcdir)/include -I$(srcdir)/bench \
	  -DBENCH_LIBRARY='"$(abs_builddir)/.libs/libffi.so"' \
	  -DBENCH_PEER='"libffi.so.8"' -w -fno-inline -o $@ \
	  $(srcdir)/bench/random.c $(srcdir)/bench/library.c \
	  $(srcdir)/bench/measure.c $(srcdir)/bench/counter.c \
	  bench/random-signatures.c $(LDFLAGS) $(DLOPEN_LIBS) -lm

bench-random: all
	@rm -f bench/random
	@$(MAKE) $(AM_MAKEFLAGS) bench/random
	@if test $(native) = 1; then bench/random $(RANDOM_FLAGS); \
	else BENCH_FLAGS="$(RANDOM_FLAGS)" PEER= \
	  $(srcdir)/bench/count-qemu bench/random $(with_emulator); fi

CLEANFILES += bench/random bench/random-signatures.c

.PHONY: bench-count bench-random

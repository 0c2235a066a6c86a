# SPDX-License-Identifier: MIT
# The library's sources: the one list, for Makefile.am, CMakeLists.txt and
# meson.build, which take its lines that begin with a tab.  Any build may
# compile all of them for any processor: a source that is not for it is empty.
# No two have the same stem.

# What knows no processor.
core_sources = \
	src/abis.c \
	src/call.c \
	src/cif.c \
	src/closure.c \
	src/debug.c \
	src/describe.c \
	src/piece.c \
	src/plan.c \
	src/raw.c \
	src/steps.c \
	src/types.c \
	src/version.c \
	src/pool/exec.c \
	src/pool/execmap.c \
	src/pool/pages.c \
	src/pool/tramp.S \
	src/pool/unit.c \
	src/pool/unitmap.c

# Each convention's place function, for every processor: ffi_describe_abi and
# testsuite/place use them all.
place_sources = \
	src/x86/sysv64.c \
	src/x86/win64.c \
	src/x86/i386.c \
	src/aarch64/aapcs64.c \
	src/arm/aapcs.c \
	src/riscv/psabi.c \
	src/mips/o32.c \
	src/mips/n64.c \
	src/powerpc/ppc64.c \
	src/powerpc/ppc32.c \
	src/loongarch/lapcs.c \
	src/s390/s390.c

# A processor's own, in its folder.
family_sources = \
	src/x86/i386-call.S \
	src/x86/i386-simple.S \
	src/x86/i386-targets.c \
	src/x86/sysv64-call.S \
	src/x86/sysv64-code.c \
	src/x86/sysv64-fast.S \
	src/x86/win64-call.S \
	src/x86/win64-code.c \
	src/x86/win64-fast.S \
	src/x86/x86-tramp.c \
	src/x86/x86_64-targets.c \
	src/aarch64/aapcs64-call.S \
	src/aarch64/aapcs64-closure.c \
	src/aarch64/aapcs64-code.c \
	src/aarch64/aapcs64-fast.S \
	src/aarch64/aarch64-targets.c \
	src/aarch64/aarch64-tramp.c \
	src/arm/aapcs-call.S \
	src/arm/aapcs-simple.S \
	src/arm/arm-targets.c \
	src/arm/arm-tramp.c \
	src/riscv/psabi-call.S \
	src/riscv/psabi-code.c \
	src/riscv/psabi-fast.S \
	src/riscv/psabi-simple.S \
	src/riscv/riscv-targets.c \
	src/riscv/riscv-tramp.c \
	src/mips/mips-call.S \
	src/mips/mips-simple.S \
	src/mips/mips-targets.c \
	src/mips/mips-tramp.c \
	src/loongarch/lapcs-call.S \
	src/loongarch/loongarch-targets.c \
	src/loongarch/loongarch-tramp.c \
	src/s390/s390-call.S \
	src/s390/s390-simple.S \
	src/s390/s390-targets.c \
	src/s390/s390-tramp.c \
	src/powerpc/powerpc-targets.c \
	src/powerpc/powerpc-tramp.c \
	src/powerpc/ppc32-call.S \
	src/powerpc/ppc64-call.S \
	src/powerpc/ppc64-simple.S

# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/mips/o32.c src/mips/n64.c

if FAMILY_MIPS
libffi_la_SOURCES += src/mips/abi.c src/mips/fast.c src/mips/tramp.c
if MIPS_O32
libffi_la_SOURCES += src/mips/o32-fast.c
libkernels_la_SOURCES += src/mips/o32.S src/mips/o32-fast.S
libkernels_la_SOURCES += src/mips/o32-closure.S
else
libffi_la_SOURCES += src/mips/n64-fast.c
libkernels_la_SOURCES += src/mips/n64.S src/mips/n64-fast.S
libkernels_la_SOURCES += src/mips/n64-closure.S
endif
endif

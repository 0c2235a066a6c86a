# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/mips/o32.c src/mips/n64.c

if FAMILY_MIPS
libffi_la_SOURCES += src/mips/abi.c src/mips/tramp.c
if MIPS_O32
libkernels_la_SOURCES += src/mips/o32.S
else
libkernels_la_SOURCES += src/mips/n64.S
endif
endif

# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/mips/o32.c src/mips/n64.c

if FAMILY_MIPS
libffi_la_SOURCES += src/mips/mips-targets.c src/mips/mips-code.c src/mips/mips-tramp.c
if MIPS_O32
libffi_la_SOURCES += src/mips/o32-code.c
libffi_la_SOURCES += src/mips/o32-call.S src/mips/o32-fast.S
libffi_la_SOURCES += src/mips/o32-closure.S
else
libffi_la_SOURCES += src/mips/n64-code.c
libffi_la_SOURCES += src/mips/n64-call.S src/mips/n64-fast.S
libffi_la_SOURCES += src/mips/n64-closure.S
endif
endif

# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/riscv/psabi.c

if FAMILY_RISCV
libffi_la_SOURCES += src/riscv/abi.c src/riscv/tramp.c
libffi_la_SOURCES += src/riscv/psabi-fast.c
libkernels_la_SOURCES += src/riscv/psabi.S src/riscv/psabi-fast.S
libkernels_la_SOURCES += src/riscv/psabi-closure.S
endif

# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/riscv/psabi.c

if FAMILY_RISCV
libffi_la_SOURCES += src/riscv/riscv-targets.c src/riscv/riscv-tramp.c
libffi_la_SOURCES += src/riscv/psabi-code.c
libffi_la_SOURCES += src/riscv/psabi-call.S src/riscv/psabi-fast.S
libffi_la_SOURCES += src/riscv/psabi-closure.S
endif

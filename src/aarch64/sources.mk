# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/aarch64/aapcs64.c

if FAMILY_AARCH64
libffi_la_SOURCES += src/aarch64/abi.c src/aarch64/tramp.c \
	src/aarch64/aapcs64-fast.c src/aarch64/aapcs64-closure.c
libkernels_la_SOURCES += src/aarch64/aapcs64.S src/aarch64/aapcs64-fast.S
endif

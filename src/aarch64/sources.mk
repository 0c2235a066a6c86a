# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/aarch64/aapcs64.c

if FAMILY_AARCH64
libffi_la_SOURCES += src/aarch64/aarch64-targets.c src/aarch64/aarch64-tramp.c \
	src/aarch64/aapcs64-code.c src/aarch64/aapcs64-closure.c
libffi_la_SOURCES += src/aarch64/aapcs64-call.S src/aarch64/aapcs64-fast.S
endif

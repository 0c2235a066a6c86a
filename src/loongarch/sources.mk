# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/loongarch/lapcs.c

if FAMILY_LOONGARCH
libffi_la_SOURCES += src/loongarch/loongarch-targets.c
libffi_la_SOURCES += src/loongarch/loongarch-tramp.c
libffi_la_SOURCES += src/loongarch/lapcs-call.S
endif

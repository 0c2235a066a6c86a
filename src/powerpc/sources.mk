# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/powerpc/ppc64.c src/powerpc/ppc32.c

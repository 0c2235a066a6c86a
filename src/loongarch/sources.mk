# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/loongarch/lapcs.c

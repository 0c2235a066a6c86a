# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/s390/s390.c

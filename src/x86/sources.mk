# SPDX-License-Identifier: MIT
# Classifiers, which every host compiles.
place_sources += src/x86/sysv64.c src/x86/win64.c src/x86/i386.c

if FAMILY_X86
libffi_la_SOURCES += src/x86/x86-tramp.c
if X86_64
libffi_la_SOURCES += src/x86/x86_64-targets.c src/x86/win64-code.c
libffi_la_SOURCES += src/x86/win64-call.S src/x86/win64-fast.S
if !WINDOWS
libffi_la_SOURCES += src/x86/sysv64-code.c
libffi_la_SOURCES += src/x86/sysv64-call.S src/x86/sysv64-fast.S
endif
else
libffi_la_SOURCES += src/x86/i386-targets.c src/x86/i386-code.c
libffi_la_SOURCES += src/x86/i386-call.S src/x86/i386-fast.S
endif
endif

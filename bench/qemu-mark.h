/* SPDX-License-Identifier: MIT */
/* What a program passes to getppid to have its instructions counted.  */
#define QEMU_MARK 0x62656e63

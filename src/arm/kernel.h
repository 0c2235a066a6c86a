/* SPDX-License-Identifier: MIT */
/* For the assembly files of 32-bit Arm.  FRAME is the frame pointer as
   compilers have it.  */
#ifndef FFI_ARM_KERNEL_H
#define FFI_ARM_KERNEL_H

#include "asm.h"
#include <ffi.h>
#include "arm/image.h"

#if ASM_THUMB || defined __APPLE__
# define FRAME r7
#else
# define FRAME r11
#endif

/* FFI_VFP is there in every build, and only for processors that have the
   registers.  */
#if !defined __ARM_FP && !defined _WIN32
	.fpu	vfp
#endif

#endif

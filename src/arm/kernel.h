/* SPDX-License-Identifier: MIT */
/* For the assembly files of 32-bit Arm.  FRAME is the compilers' frame
   pointer.  */
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

/* Every build has FFI_VFP, which works on processors with VFP registers
   only.  */
#if !defined __ARM_FP && !defined _WIN32
	.fpu	vfp
#endif

#endif

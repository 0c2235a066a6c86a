/* SPDX-License-Identifier: MIT */
/* layout.flags, for C and assembly: which registers besides r3-r10 hold
   arguments or the result.  */
#ifndef FFI_POWERPC_FLAGS_H
#define FFI_POWERPC_FLAGS_H

#define POWERPC_FPR_ARGUMENTS 1
#define POWERPC_VR_ARGUMENTS 2
#define POWERPC_FPR_RESULT 4
#define POWERPC_VR_RESULT 8

#endif

/* SPDX-License-Identifier: MIT */
/* The fast paths of Microsoft's convention, as the compiler has it, look at no
   types.  */
#ifdef __clang__
# define TEST_ABI FFI_WIN64
#else
# define TEST_ABI FFI_GNUW64
#endif
#define TEST_WIN64
#define FUNCTION __attribute__ ((ms_abi))
#include "../call/without-types.c"

/* SPDX-License-Identifier: MIT */
/* The fast paths of Microsoft's convention look at no types.  */
#define TEST_ABI FFI_GNUW64
#define TEST_WIN64
#define FUNCTION __attribute__ ((ms_abi))
#include "../call/without-types.c"

/* SPDX-License-Identifier: MIT */
/* As much of Microsoft's start-up code as programs of the suite need, for the
   C library msvcrt.dll.  */
#include <stdint.h>

int _fltused = 0x9875;
uintptr_t __security_cookie = 0x2b992ddf;

void __fastcall
__security_check_cookie (uintptr_t cookie)
{
  if (cookie != __security_cookie)
    __builtin_trap ();
}

int __stdcall
_DllMainCRTStartup (void *module, unsigned reason, void *reserved)
{
  (void) module, (void) reason, (void) reserved;
  return 1;
}

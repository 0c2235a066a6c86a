/* SPDX-License-Identifier: MIT */
/* Closures beyond the first unit where pages have 4, 16 and 64 KiB: this
   program's sysconf says so, and an emulator may have such pages (qemu-riscv64
   -p 65536).  Catches units whose slots are not found again.  Natively the
   library need not lie where larger pages could map it once more; then there
   are no further closures.  */
#include "live.h"

#if POSIX && !defined FFI_STATIC_BUILD && !defined __SANITIZE_ADDRESS__

enum { COUNT = 5000 };         /* a unit has about a thousand */

static struct live list[3][COUNT];
static long page;

long
sysconf (int name)
{
  CHECK (name == _SC_PAGESIZE);
  return page;
}

int
main (void)
{
  size_t n[3];
  live_init ();
  page = 65536;
  for (int i = 2; i >= 0; i--, page /= 4)
    {
      n[i] = live_fill (list[i], COUNT);
      printf ("pages of %ld: %zu closures\n", page, n[i]);
      CHECK (n[i] == COUNT || page > 4096);
    }
  for (int i = 0; i < 3; i++)
    {
      live_check (list[i], n[i]);
      live_free (list[i], n[i]);
    }
  return 0;
}

#else

int
main (void)
{
  printf ("a static library, a sanitizer, or no sysconf\n");
  return 77;
}

#endif

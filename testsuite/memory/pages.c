/* SPDX-License-Identifier: MIT */
/* Closures beyond the first unit where pages have 4, 16 and 64 KiB: this
   program's sysconf says so, and its mmap and relatives take nothing but whole
   pages.  Catches units whose slots are not found again or that share a page
   with something else.  Natively the library need not lie where larger pages
   could map it once more; then there are no further closures.  */
#include "live.h"

#if defined __linux__ && !defined FFI_STATIC_BUILD \
    && !defined __SANITIZE_ADDRESS__
# include <errno.h>
# include <sys/mman.h>
# include <sys/syscall.h>

enum { COUNT = 5000 };         /* a unit has about a thousand */

static struct live list[3][COUNT];
static long page;

long
sysconf (int name)
{
  CHECK (name == _SC_PAGESIZE);
  return page;
}

static void
check_whole (uintptr_t n)
{
  CHECK (n % (uintptr_t) page == 0);
}

static void *
system_mmap (void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
#ifdef __s390x__               /* one argument, which points to all */
  unsigned long all[]
    = { (unsigned long) at, size, (unsigned long) prot, (unsigned long) flags,
        (unsigned long) fd, (unsigned long) offset };
  return (void *) syscall (SYS_mmap, all);
#elif defined SYS_mmap2
  return (void *) syscall (SYS_mmap2, at, size, prot, flags, fd,
                           offset / 4096);
#else
  return (void *) syscall (SYS_mmap, at, size, prot, flags, fd, offset);
#endif
}

/* What the library reserves begins with a page, too.  */
void *
mmap (void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
  check_whole (size);
  if (offset % page != 0)
    {
      errno = EINVAL;
      return MAP_FAILED;
    }
  if (flags & MAP_FIXED)
    check_whole ((uintptr_t) at);
  else
    {
      at = system_mmap (NULL, size + (size_t) page, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      CHECK (at != MAP_FAILED);
      at = (void *) (((uintptr_t) at + (uintptr_t) page - 1)
                     & -(uintptr_t) page);
      flags |= MAP_FIXED;
    }
  return system_mmap (at, size, prot, flags, fd, offset);
}

void *mmap64 (void *, size_t, int, int, int, long long);

void *
mmap64 (void *at, size_t size, int prot, int flags, int fd, long long offset)
{
  return mmap (at, size, prot, flags, fd, (off_t) offset);
}

int
munmap (void *at, size_t size)
{
  check_whole ((uintptr_t) at);
  check_whole (size);
  return (int) syscall (SYS_munmap, at, size);
}

int
mprotect (void *at, size_t size, int prot)
{
  check_whole ((uintptr_t) at);
  check_whole (size);
  return (int) syscall (SYS_mprotect, at, size, prot);
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
  printf ("a static library, a sanitizer, or not Linux\n");
  return 77;
}

#endif

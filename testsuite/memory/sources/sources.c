/* SPDX-License-Identifier: MIT */
/* Each source of code for closures alone, the others being refused: enough
   closures, each right, freed and had again, and nothing writable and
   executable at any moment.
   Without any: those of the library's text.  Unrefused: the running text is
   the one that is asked first.  With the argument "unwritten", the library was
   built with --disable-written-tramp: it asks for no page that code could be
   written to.  */
#define _GNU_SOURCE 1
#include "live.h"
#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { COUNT = 100000, FEW = 8000 };
enum
{
  TEXT = 1, FILES = 2, MEMORY = 4, PAGES = 8,
  WRITTEN = MEMORY | PAGES, ALL = 15
};

static struct live list[COUNT];
static unsigned allowed = ALL, used, never_used;

#define REAL(result, name, parameters) \
  extern result __real_##name parameters __attribute__ ((weak)); \
  extern result __wrap_##name parameters

REAL (void *, mmap, (void *, size_t, int, int, int, off_t));
REAL (void *, mmap64, (void *, size_t, int, int, int, long long));
REAL (int, mprotect, (void *, size_t, int));
REAL (void *, mremap, (void *, size_t, size_t, int, ...));
REAL (long, syscall, (long, ...));
REAL (int, fstat, (int, void *));

static void
check_prot (int prot)
{
  CHECK (!((prot & PROT_WRITE) && (prot & PROT_EXEC)));
}

/* As if the inode had 64 bits: the C library's function for large files, which
   has another name where long has 32 bits, succeeds.  */
int
__wrap_fstat (int fd, void *status)
{
#if defined __GLIBC__ && !defined __LP64__
  (void) fd, (void) status;
  errno = EOVERFLOW;
  return -1;
#else
  return __real_fstat (fd, status);
#endif
}

static void
check_mapping (int prot, int fd)
{
  check_prot (prot);
  CHECK (!((prot & PROT_EXEC) && fd < 0));
}

/* Notes that SOURCE was asked; true if it is to be refused.  */
static int
refuse (unsigned source, int error)
{
  used |= source;
  CHECK (!(source & never_used));
  errno = error;
  return !(allowed & source);
}

void *
__wrap_mmap (void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
  check_mapping (prot, fd);
  return __real_mmap (at, size, prot, flags, fd, offset);
}

void *
__wrap_mmap64 (void *at, size_t size, int prot, int flags, int fd,
               long long offset)
{
  check_mapping (prot, fd);
  return __real_mmap64 (at, size, prot, flags, fd, offset);
}

int
__wrap_mprotect (void *at, size_t size, int prot)
{
  check_prot (prot);
  if ((prot & PROT_EXEC) && refuse (PAGES, EACCES))
    return -1;
  return __real_mprotect (at, size, prot);
}

void *
__wrap_mremap (void *at, size_t size, size_t new_size, int flags, ...)
{
  va_list rest;
  va_start (rest, flags);
  void *place = flags & MREMAP_FIXED ? va_arg (rest, void *) : NULL;
  va_end (rest);
  if (place == NULL && refuse (TEXT, EINVAL))
    return MAP_FAILED;
  return __real_mremap (at, size, new_size, flags, place);
}

long
__wrap_syscall (long number, ...)
{
  long a[4];
  va_list rest;
  va_start (rest, number);
  for (int i = 0; i < 4; i++)
    a[i] = va_arg (rest, long);
  va_end (rest);
  if ((number == SYS_openat && refuse (FILES, EMFILE))
      || (number == SYS_memfd_create && refuse (MEMORY, ENOSYS)))
    return -1;
  return __real_syscall (number, a[0], a[1], a[2], a[3]);
}

/* In a process of its own: only SOURCES are to be had.  */
static void
with (unsigned sources)
{
  allowed = sources;
  size_t n = live_fill (list, COUNT);
  if (sources == TEXT && !(used & TEXT))
    _exit (77);                        /* an emulator, or a sanitizer */
  if (n != COUNT)
    printf ("%zu closures of source %u\n", n, sources);
  int any = (sources & ~never_used) != 0;
  CHECK (any ? n == COUNT : n >= 1000 && n <= 1024);
  live_check (list, n);
  live_free (list, n);
  CHECK (live_fill (list, COUNT) == n);
  live_check (list, n);
}

static int failed;

static void
try (const char *name, void (*what) (unsigned), unsigned argument)
{
  int status;
  fflush (stdout);
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    {
      what (argument);
      fflush (stdout);
      _exit (0);
    }
  CHECK (waitpid (pid, &status, 0) == pid);
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 77)
    {
      printf ("%s: %s\n", status ? "FAIL" : "PASS", name);
      failed |= status != 0;
    }
}

/* The first units come from the text alone.  */
static void
in_order (unsigned text_is_to_be_had)
{
  (void) text_is_to_be_had;
  allowed = TEXT;
  if (live_fill (list, 2000) < 2000)
    _exit (77);
  allowed = ALL;
  used = 0;
  CHECK (live_fill (list, FEW) == FEW);
  CHECK (used == TEXT);
  live_check (list, FEW);
}

int
main (int argc, char **argv)
{
  live_init ();
  if (argc > 1 && strcmp (argv[1], "unwritten") == 0)
    never_used = WRITTEN;
  int pool = live_from_pool ();
  if (!pool)
    SKIP ("for the pool only");
  try ("the running text", with, TEXT);
  try ("the file", with, FILES);
  try ("a file in memory", with, MEMORY);
  try ("pages", with, PAGES);
  try ("none", with, 0);
  try ("all", with, ALL);
  try ("the running text first", in_order, 0);
  return failed;
}

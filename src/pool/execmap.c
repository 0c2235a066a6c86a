/* SPDX-License-Identifier: MIT */
/* Closure memory without the pool: units that are mapped twice, once
   writable and once executable.  It is for programs that write code of
   their own, or that read a closure through its code address.

   The pages belong to a nameless file, which a child of fork would share
   with its parent.  So the thread that forks first copies the pages to
   another file, and the child maps that file in their place.  The states of
   the slots are in private pages, of which fork gives the child a copy.

   Closures that are data (FFI_EXEC_DATA) need no second view: their pages
   are the process's own, and fork copies them.  */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1
#endif
#ifndef _FILE_OFFSET_BITS
# define _FILE_OFFSET_BITS 64
#endif
#include "unit.h"

#if !FFI_EXEC_STATIC_TRAMP

/* ---- The system ------------------------------------------------------ */

#ifdef _WIN32

#include <windows.h>

static size_t
twice_page (void)
{
  enum { VIEW = 1 << 16 };   /* where views begin */
  return VIEW;
}

/* SIZE bytes mapped twice, the writable view at AT if that is not NULL.  */
static char *
map_twice (char *at, size_t size, uintptr_t *distance)
{
  uint64_t bytes = size;
  HANDLE section
    = CreateFileMappingW (INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE,
                          (DWORD) (bytes >> 32), (DWORD) bytes, NULL);
  if (section == NULL)
    return NULL;
  char *write = MapViewOfFileEx (section, FILE_MAP_WRITE, 0, 0, size, at);
  char *run = MapViewOfFile (section, FILE_MAP_READ | FILE_MAP_EXECUTE, 0, 0,
                             size);
  CloseHandle (section);
  if (write != NULL && run != NULL)
    {
      *distance = (uintptr_t) run - (uintptr_t) write;
      return write;
    }
  if (write != NULL)
    UnmapViewOfFile (write);
  if (run != NULL)
    UnmapViewOfFile (run);
  return NULL;
}

static struct ffi_unit *
map_unit (void)
{
  uintptr_t distance;
  char *slots = map_twice (NULL, FFI_UNIT_DATA, &distance);
  if (slots == NULL)
    return NULL;
  struct ffi_unit *unit = ffi_unit_of_slots (slots);
  unit->move = distance;
  return unit;
}

static void *
map_area (size_t size, uintptr_t *distance)
{
  return map_twice (NULL, twice_page () + size, distance);
}

#elif defined __linux__ || defined FFI_EXEC_DATA

#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>


static size_t
twice_page (void)
{
  return (size_t) sysconf (_SC_PAGESIZE);
}

#ifdef FFI_EXEC_DATA

static bool
map_twice (char *write, size_t size, uintptr_t *distance)
{
  (void) write, (void) size;
  *distance = 0;
  return true;
}

#else

/* Maps SIZE bytes of FD at OFFSET: writable at WRITE, over pages that are
   mapped there; and executable at RUN, or anywhere if it is NULL.  Returns
   the latter's address, MAP_FAILED if that fails.  */
static void *
map_views (int fd, off_t offset, char *write, void *run, size_t size)
{
  const int fixed = run ? MAP_FIXED : 0;
  run = mmap (run, size, PROT_READ | PROT_EXEC, MAP_SHARED | fixed, fd,
              offset);
  if (run == MAP_FAILED)
    return MAP_FAILED;
  if (mmap (write, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
            offset) != MAP_FAILED)
    return run;
  if (!fixed)
    munmap (run, size);
  return MAP_FAILED;
}

/* Maps SIZE fresh bytes twice, the writable view over the pages at WRITE.  */
static bool
map_twice (char *write, size_t size, uintptr_t *distance)
{
  void *run = MAP_FAILED;
  int fd = ffi_memory_file (size, 0);
  if (fd < 0)
    return false;
  if (ftruncate (fd, (off_t) size) == 0)
    run = map_views (fd, 0, write, NULL, size);
  ffi_close_file (fd);
  *distance = (uintptr_t) run - (uintptr_t) write;
  return run != MAP_FAILED;
}

#endif

static struct ffi_unit *
map_unit (void)
{
  const size_t span = (size_t) 1 << FFI_TRAMP_SPAN_LOG2;
  size_t data = ffi_round_up (FFI_UNIT_DATA, twice_page ());
  char *range = ffi_pages_map (2 * span), *end = range + 2 * span;
  uintptr_t distance;
  if (range == NULL)
    return NULL;
  char *slots = (char *) ffi_round_up ((uintptr_t) range, span);
  if (!map_twice (slots, FFI_UNIT_AT, &distance))
    {
      ffi_pages_unmap (range, 2 * span);
      return NULL;
    }
  if (slots != range)
    ffi_pages_unmap (range, (size_t) (slots - range));
  ffi_pages_unmap (slots + data, (size_t) (end - slots) - data);
  struct ffi_unit *unit = ffi_unit_of_slots (slots);
  unit->move = distance;
  return unit;
}

static void *
map_area (size_t size, uintptr_t *distance)
{
  size_t page = twice_page ();
  char *area = ffi_pages_map (page + size);
  if (area == NULL)
    return NULL;
  if (map_twice (area + page, size, distance))
    return area;
  ffi_pages_unmap (area, page + size);
  return NULL;
}

#else

/* This system cannot map memory twice.  */
static size_t
twice_page (void)
{
  return 1;
}

static struct ffi_unit *
map_unit (void)
{
  return NULL;
}

static void *
map_area (size_t size, uintptr_t *distance)
{
  (void) size, (void) distance;
  return NULL;
}

#endif

/* ---- Units ----------------------------------------------------------- */

bool
ffi_unit_map_run (uint32_t count)
{
  (void) count;
  return false;
}

bool
ffi_unit_map (void)
{
  struct ffi_unit *unit = map_unit ();
  return unit != NULL && ffi_unit_add (unit);
}

/* ---- Closures of more bytes than a group has -------------------------

   They are in an *area*: pages that are mapped twice, behind a page of their
   own.  An area stays for other closures of about its size.  */

struct area
{
  struct area *self, *next;
  size_t size;               /* of the pages behind */
  uintptr_t distance;        /* from those to where they are executed */
  uint32_t taken;
};

static struct area *areas;

static void *
area_closure (struct area *area)
{
  return (char *) area + twice_page ();
}

static bool
area_take (struct area *area)
{
  uint32_t free = 0;
  return __atomic_compare_exchange_n (&area->taken, &free, 1, false,
                                      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* A free area of SIZE bytes, or not many more.  */
static struct area *
area_find (size_t size)
{
  struct area *area = __atomic_load_n (&areas, __ATOMIC_ACQUIRE);
  while (area != NULL && !(area->size >= size && area->size / 2 <= size
                           && area_take (area)))
    area = area->next;
  return area;
}

static struct area *
area_new (size_t size)
{
  uintptr_t distance;
  struct area *area = map_area (size, &distance);
  if (area == NULL)
    return NULL;
  *area = (struct area) { area, NULL, size, distance, 1 };
  area->next = __atomic_load_n (&areas, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n (&areas, &area->next, area, false,
                                       __ATOMIC_RELEASE, __ATOMIC_RELAXED))
    continue;
  return area;
}

void *
ffi_block_new (size_t size, void **code)
{
  size_t page = twice_page ();
  if (size > PTRDIFF_MAX / 2)
    return NULL;
  size = ffi_round_up (size, page);
  struct area *area = area_find (size);
  if (area == NULL)
    area = area_new (size);
  if (area == NULL)
    return NULL;
  void *at = (void *) ((uintptr_t) area_closure (area) + area->distance);
  *code = FFI_TRAMP_SIGN (at);
  return area_closure (area);
}

bool
ffi_block_give (void *closure)
{
  for (struct area *area = __atomic_load_n (&areas, __ATOMIC_ACQUIRE);
       area != NULL; area = area->next)
    if (area_closure (area) == closure)
      return __atomic_exchange_n (&area->taken, 0, __ATOMIC_RELEASE) != 0;
  return false;
}

/* For debugging: the area of a freed closure stays, so it can be found.  */
bool
ffi_block_is_free (void *closure)
{
  for (struct area *area = __atomic_load_n (&areas, __ATOMIC_ACQUIRE);
       area != NULL; area = area->next)
    if (area_closure (area) == closure)
      return __atomic_load_n (&area->taken, __ATOMIC_RELAXED) == 0;
  return false;
}

/* ---- fork ------------------------------------------------------------ */

#if defined __linux__ && !defined FFI_EXEC_DATA

/* What the forking thread has copied; FD is -1 if there is no copy.  Several
   threads may fork at the same time.  */
static __thread struct
{
  int fd;
  uint32_t units;
  struct area *areas;
} copied = { -1, 0, NULL };

/* An action on SIZE bytes that are mapped at AT, are executable DISTANCE bytes
   from there, and belong at OFFSET in the file.  */
typedef bool action (off_t offset, char *at, size_t size, uintptr_t distance);

/* Runs the action WHAT on everything to copy.  False if it failed.  */
static bool
for_all (action *what)
{
  off_t offset = 0;
  for (uint32_t i = 0; i < copied.units; i++, offset += FFI_UNIT_AT)
    {
      struct ffi_unit *unit = ffi_unit_at (i);
      if (unit != NULL
          && !what (offset, ffi_unit_slots (unit), FFI_UNIT_AT, unit->move))
        return false;
    }
  for (struct area *area = copied.areas; area != NULL; area = area->next)
    {
      if (!what (offset, area_closure (area), area->size, area->distance))
        return false;
      offset += (off_t) area->size;
    }
  return true;
}

static bool
copy (off_t offset, char *at, size_t size, uintptr_t distance)
{
  (void) distance;
  if (lseek (copied.fd, offset, SEEK_SET) < 0)
    return false;
  while (size > 0)
    {
      long n = syscall (SYS_write, copied.fd, at, size);
      if (n <= 0)
        return false;
      at += n;
      size -= (size_t) n;
    }
  return true;
}

static bool
put_copy (off_t offset, char *at, size_t size, uintptr_t distance)
{
  return map_views (copied.fd, offset, at, at + distance, size) != MAP_FAILED;
}

static uint64_t
size_of_all (void)
{
  uint64_t size = (uint64_t) copied.units * FFI_UNIT_AT;
  for (struct area *area = copied.areas; area != NULL; area = area->next)
    size += area->size;
  return size;
}

static void
before_fork (void)
{
  copied.fd = -1;
  copied.units = ffi_unit_count ();
  copied.areas = __atomic_load_n (&areas, __ATOMIC_ACQUIRE);
  if (copied.units == 0 && copied.areas == NULL)
    return;
  copied.fd = ffi_memory_file (size_of_all (), 0);
  if (copied.fd >= 0 && !for_all (copy))
    {
      ffi_close_file (copied.fd);
      copied.fd = -1;
    }
}

static void
in_parent (void)
{
  if (copied.fd >= 0)
    ffi_close_file (copied.fd);
}

/* Makes all slots of UNIT unavailable.  */
static void
exclude (struct ffi_unit *unit)
{
  for (unsigned i = 0; i < FFI_UNIT_GROUPS; i++)
    unit->group[i].state = UINTPTR_MAX;
}

/* Pages that were not copied, because another thread made them just then or
   no file could be had, belong to the parent: the child allocates nothing
   there.  */
static void
in_child (void)
{
  uint32_t units = ffi_unit_count (), had = copied.fd < 0 ? 0 : copied.units;
  struct area *area = __atomic_load_n (&areas, __ATOMIC_RELAXED);
  struct area *end = copied.fd < 0 ? NULL : copied.areas;
  for (; had < units; had++)
    if (ffi_unit_at (had) != NULL)
      exclude (ffi_unit_at (had));
  for (; area != end; area = area->next)
    area->taken = 1;
  if (copied.fd >= 0)
    {
      for_all (put_copy);
      ffi_close_file (copied.fd);
    }
}

__attribute__ ((constructor)) static void
watch_forks (void)
{
  pthread_atfork (before_fork, in_parent, in_child);
}

#endif

#endif

/* SPDX-License-Identifier: MIT */
/* ffi_closure_alloc and ffi_closure_free without the pool: memory for code
   that is written through one address and executed at another.  Programs
   that write code of their own to it are why it exists.

   An *arena* is a nameless file of the kernel's, mapped writable and, at a
   fixed distance, executable.  Its pages are shared with every process that
   forks off, so a child must not take from its parent's arenas.  That is
   why, where processes fork, the bookkeeping lies in a page which the kernel
   clears in a child: there it starts afresh, with the lock open.  The closures
   that a child inherits remain its parent's: it may call them as long as the
   parent keeps them.  */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1
#endif
#ifndef _FILE_OFFSET_BITS
# define _FILE_OFFSET_BITS 64    /* inodes beyond 32 bits */
#endif
#include "exec.h"

#if !FFI_EXEC_STATIC_TRAMP

#include <stdlib.h>
#ifdef _WIN32
# include <windows.h>
#else
# include <sched.h>
# include <sys/mman.h>
# include <unistd.h>
#endif

#if defined _WIN32 || defined MFD_CLOEXEC && defined MADV_WIPEONFORK

enum
{
  GRAIN = 16,              /* blocks are multiples of it */
  CLASSES = 64,            /* grains of a block that is worth an arena */
  ARENA = 1 << 18          /* bytes */
};

/* Before each block.  A free block's first word links it.  */
struct header
{
  uintptr_t distance;      /* to where it is executed */
  uint32_t owner;          /* the process that made its arena */
  uint32_t grains;         /* of the block and this; from CLASSES up: pages */
};
_Static_assert (sizeof (struct header) <= GRAIN, "header");

struct book
{
  uint32_t lock;
  uint32_t owner;          /* the process whose book this is, 0 if blank */
  char *fresh, *end;       /* unused part of the newest arena */
  uintptr_t distance;
  char *freed[CLASSES];
};

/* ---- The system ------------------------------------------------------ */

#ifdef _WIN32

# define yield() Sleep (0)
# define process_id() GetCurrentProcessId ()

static struct book *
book_get (void)
{
  static struct book book;
  return &book;
}

static size_t
page_size (void)
{
  SYSTEM_INFO info;
  GetSystemInfo (&info);
  return info.dwPageSize;
}

static void
arena_unmap (char *at, size_t size, uintptr_t distance)
{
  (void) size;
  UnmapViewOfFile ((void *) ((uintptr_t) at + distance));
  UnmapViewOfFile (at);
}

/* Maps SIZE bytes, whole pages, twice.  Returns the writable view, NULL if
   it cannot be had.  */
static char *
arena_map (size_t size, uintptr_t *distance)
{
  uint64_t bytes = size;
  HANDLE section
    = CreateFileMappingW (INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE,
                          (DWORD) (bytes >> 32), (DWORD) bytes, NULL);
  if (section == NULL)
    return NULL;
  char *write = MapViewOfFile (section, FILE_MAP_WRITE, 0, 0, size);
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

#else

# define yield() sched_yield ()
# define process_id() getpid ()

static struct book *the_book;

static struct book *
book_new (void)
{
  struct book *book = mmap (NULL, sizeof *book, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (book == MAP_FAILED)
    return NULL;
  struct book *other = NULL;
  if (madvise (book, sizeof *book, MADV_WIPEONFORK) == 0
      && __atomic_compare_exchange_n (&the_book, &other, book, false,
                                      __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return book;
  munmap (book, sizeof *book);
  return other;
}

/* NULL if there can be none.  */
static struct book *
book_get (void)
{
  struct book *book = __atomic_load_n (&the_book, __ATOMIC_ACQUIRE);
  return book ? book : book_new ();
}

static size_t
page_size (void)
{
  return (size_t) sysconf (_SC_PAGESIZE);
}

static void
arena_unmap (char *at, size_t size, uintptr_t distance)
{
  munmap ((void *) ((uintptr_t) at + distance), size);
  munmap (at, size);
}

/* Maps SIZE bytes, whole pages, twice.  Returns the writable view, NULL if
   it cannot be had.  */
static char *
arena_map (size_t size, uintptr_t *distance)
{
  int fd = memfd_create ("closures", MFD_CLOEXEC);
  if (fd < 0)
    return NULL;
  char *write = MAP_FAILED, *run = MAP_FAILED;
  if (size <= PTRDIFF_MAX && ftruncate (fd, (off_t) size) == 0)
    write = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (write != MAP_FAILED)
    run = mmap (NULL, size, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
  close (fd);
  if (run != MAP_FAILED)
    {
      *distance = (uintptr_t) run - (uintptr_t) write;
      return write;
    }
  if (write != MAP_FAILED)
    munmap (write, size);
  return NULL;
}

#endif

/* ---- The book -------------------------------------------------------- */

/* Locks the book; NULL if there can be none.  */
static struct book *
book_open (void)
{
  struct book *book = book_get ();
  if (book == NULL)
    return NULL;
  while (__atomic_exchange_n (&book->lock, 1, __ATOMIC_ACQUIRE))
    yield ();
  if (book->owner == 0)
    book->owner = (uint32_t) process_id ();
  return book;
}

static void
book_close (struct book *book)
{
  __atomic_store_n (&book->lock, 0, __ATOMIC_RELEASE);
}

/* ---- Blocks ---------------------------------------------------------- */

static void *
block_init (char *at, uintptr_t distance, uint32_t owner, size_t grains)
{
  struct header header = { distance, owner, (uint32_t) grains };
  memcpy (at, &header, sizeof header);
  return at + GRAIN;
}

/* A block with an arena to itself.  */
static void *
block_map (size_t size)
{
  size_t page = page_size ();
  size = ffi_round_up (size, page);
  if (size / page > UINT32_MAX - CLASSES)
    return NULL;
  uintptr_t distance;
  char *at = arena_map (size, &distance);
  return at ? block_init (at, distance, 0, CLASSES + size / page) : NULL;
}

static void *
block_take (struct book *book, size_t grains)
{
  char *block = book->freed[grains];
  if (block != NULL)
    {
      memcpy (&book->freed[grains], block, sizeof (char *));
      return block;
    }
  if ((size_t) (book->end - book->fresh) < grains * GRAIN)
    {
      char *arena = arena_map (ARENA, &book->distance);
      if (arena == NULL)
        return NULL;
      book->fresh = arena;
      book->end = arena + ARENA;
    }
  char *at = book->fresh;
  book->fresh += grains * GRAIN;
  return block_init (at, book->distance, book->owner, grains);
}

/* Blocks of a parent's are left alone: the parent may still use them.  */
static void
block_give (struct book *book, char *block, const struct header *header)
{
  if (header->owner != book->owner)
    return;
  memcpy (block, &book->freed[header->grains], sizeof (char *));
  book->freed[header->grains] = block;
}

/* ---- The interface --------------------------------------------------- */

void *
ffi_closure_alloc (size_t size, void **code)
{
  if (code == NULL || size > PTRDIFF_MAX / 2)
    return NULL;
  if (size < sizeof (ffi_closure))
    size = sizeof (ffi_closure);
  size_t grains = (size + GRAIN + GRAIN - 1) / GRAIN;
  char *block = NULL;
  if (grains >= CLASSES)
    block = block_map (grains * GRAIN);
  else
    {
      struct book *book = book_open ();
      if (book == NULL)
        return NULL;
      block = block_take (book, grains);
      book_close (book);
    }
  if (block == NULL)
    return NULL;
  struct header header;
  memcpy (&header, block - GRAIN, sizeof header);
  *code = (void *) ((uintptr_t) block + header.distance);
  return block;
}

void
ffi_closure_free (void *closure)
{
  if (closure == NULL)
    return;
  char *block = closure;
  struct header header;
  memcpy (&header, block - GRAIN, sizeof header);
  if (header.grains >= CLASSES)
    {
      arena_unmap (block - GRAIN,
                   (size_t) (header.grains - CLASSES) * page_size (),
                   header.distance);
      return;
    }
  struct book *book = book_open ();
  if (book == NULL)
    return;
  block_give (book, block, &header);
  book_close (book);
}

#else

/* The system has no way to do it.  */
void *
ffi_closure_alloc (size_t size, void **code)
{
  (void) size, (void) code;
  return NULL;
}

void
ffi_closure_free (void *closure)
{
  (void) closure;
}

#endif

#endif

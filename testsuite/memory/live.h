/* SPDX-License-Identifier: MIT */
/* Closures that answer with their user data.  */
#ifndef LIVE_H
#define LIVE_H

#include <ffi.h>
#include "check.h"

#ifdef _WIN32
# define POSIX 0
#else
# define POSIX 1
# include <unistd.h>
#endif

struct live
{
  void *closure, *code;
  uintptr_t data;
};

static ffi_cif live_cif;

static void
live_answer (ffi_cif *cif, void *result, void **args, void *user_data)
{
  (void) cif, (void) args;
  *(ffi_arg *) result = (ffi_arg) (uintptr_t) user_data;
}

static inline void
live_init (void)
{
  CHECK (ffi_prep_cif (&live_cif, FFI_DEFAULT_ABI, 0, &ffi_type_pointer, NULL)
         == FFI_OK);
}

/* Makes L a closure of SIZE bytes; false if there is none to be had.  */
static inline int
live_make (struct live *l, size_t size, uintptr_t data)
{
  l->closure = ffi_closure_alloc (size, &l->code);
  l->data = data;
  if (l->closure == NULL)
    return 0;
  CHECK ((uintptr_t) l->closure % 8 == 0);
  CHECK (ffi_prep_closure_loc (l->closure, &live_cif, live_answer,
                               (void *) data, l->code) == FFI_OK);
  return 1;
}

static inline int
live_is_right (const struct live *l)
{
  return (uintptr_t) ((void *(*) (void)) l->code) () == l->data;
}

/* Fills LIST up to MAX; returns how many there are.  */
static inline size_t
live_fill (struct live *list, size_t max)
{
  size_t n = 0;
  while (n < max && live_make (&list[n], sizeof (ffi_closure), n * 7 + 1))
    n++;
  return n;
}

static inline void
live_check (const struct live *list, size_t n)
{
  for (size_t i = 0; i < n; i++)
    CHECK (live_is_right (&list[i]));
}

static inline void
live_free (struct live *list, size_t n)
{
  for (size_t i = 0; i < n; i++)
    ffi_closure_free (list[i].closure);
}

/* Whether valgrind runs the program: its own memory is the process's, too.  */
static inline int
live_in_valgrind (void)
{
  const char *preload = getenv ("LD_PRELOAD");
  return preload != NULL && strstr (preload, "vgpreload") != NULL;
}

/* Whether the library gives closures from the pool of its own text, rather
   than from memory that is mapped twice (--disable-exec-static-tramp): then
   the code is the closure itself, seen at another address.  (Addresses of
   Thumb code are odd.)  */
static inline int
live_from_pool (void)
{
  struct live l;
  CHECK (live_make (&l, sizeof (ffi_closure), 5));
  const void *code = (void *) ((uintptr_t) l.code & ~(uintptr_t) 1);
  int same = memcmp (l.closure, code, 8) == 0;
  ((char *) l.closure)[0] ^= 1;
  same = same && memcmp (l.closure, code, 8) == 0;
  ffi_closure_free (l.closure);
  return !same;
}

#if POSIX
#include <sys/resource.h>
#include <sys/wait.h>

/* Does WHAT in a process of its own, and stores what that says on its standard
   error output, up to SIZE bytes.  Returns its status.  */
static inline int
live_apart (void (*what) (void), char *said, size_t size)
{
  int status, ends[2];
  struct rlimit none = { 0, 0 };
  fflush (stdout);
  CHECK (pipe (ends) == 0);
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    {
      setrlimit (RLIMIT_CORE, &none);
      dup2 (ends[1], 2);
      what ();
      _exit (0);
    }
  close (ends[1]);
  size_t n = 0;
  ssize_t more;
  while (n < size - 1 && (more = read (ends[0], said + n, size - 1 - n)) > 0)
    n += (size_t) more;
  said[n] = 0;
  close (ends[0]);
  CHECK (waitpid (pid, &status, 0) == pid);
  return status;
}

static inline void
live_free_twice (void)
{
  struct live l;
  CHECK (live_make (&l, sizeof (ffi_closure), 1));
  ffi_closure_free (l.closure);
  ffi_closure_free (l.closure);
}

/* Whether the library is built for debugging (--enable-debug).  */
static inline int
live_is_debug (void)
{
  char said[200];
  return live_apart (live_free_twice, said, sizeof said) != 0;
}
#else
static inline int
live_is_debug (void)
{
  return 0;
}
#endif

#endif

/* SPDX-License-Identifier: MIT */
/* For tests of situations in which closures are to be had without limit:
   row_check does to the library in row_* what such a program may do.  */
#ifndef ROW_H
#define ROW_H

#include "live.h"
#if POSIX
# include <pthread.h>
# include <signal.h>
# include <sys/wait.h>
#endif

enum { ROW_COUNT = 100000, ROW_SOME = 3000, ROW_THREADS = 8 };

static void *(*row_alloc) (size_t, void **) = ffi_closure_alloc;
static void (*row_release) (void *) = ffi_closure_free;
static ffi_status (*row_prepare) (ffi_closure *, ffi_cif *,
                                  void (*) (ffi_cif *, void *, void **,
                                            void *),
                                  void *, void *) = ffi_prep_closure_loc;

/* The first of LIST, up to MAX, that can be had; each is called.  */
static size_t
row_fill (struct live *list, size_t max)
{
  size_t n = 0;
  for (struct live *l = list; n < max; l++, n++)
    {
      l->closure = row_alloc (sizeof (ffi_closure), &l->code);
      l->data = n * 3 + 1;
      if (l->closure == NULL)
        break;
      CHECK (row_prepare (l->closure, &live_cif, live_answer,
                          (void *) l->data, l->code) == FFI_OK);
    }
  live_check (list, n);
  return n;
}

static void
row_free (struct live *list, size_t n)
{
  for (size_t i = 0; i < n; i++)
    row_release (list[i].closure);
}

static struct live row_list[ROW_COUNT];

/* Not where /proc is not, nor in valgrind.  On MIPS the stacks that the system
   makes are executable; those of threads have no name, and no memory of the
   library's is as large.  */
static inline void
row_check_maps (void)
{
  char line[1024], access[5];
  unsigned long from, to;
#ifdef __mips__
  const unsigned long large = 8ul << 20;
#else
  const unsigned long large = -1ul;
#endif
  FILE *f = live_in_valgrind () ? NULL : fopen ("/proc/self/maps", "r");
  while (f != NULL && fgets (line, sizeof line, f))
    if (sscanf (line, "%lx-%lx %4s", &from, &to, access) == 3
        && !strstr (line, "[stack]") && to - from < large)
      CHECK (!(access[1] == 'w' && access[2] == 'x'));
  if (f != NULL)
    fclose (f);
}

#if POSIX
/* The least descriptor that is free, if any.  */
static inline int
row_descriptor (void)
{
  int fd = dup (0);
  if (fd >= 0)
    close (fd);
  return fd;
}

static struct live row_others[ROW_THREADS + 2][ROW_SOME];

static inline void *
row_use (void *list)
{
  CHECK (row_fill (list, ROW_SOME) == ROW_SOME);
  live_check (list, ROW_SOME);
  row_free (list, ROW_SOME);
  return NULL;
}

static inline void
row_on_signal (int number)
{
  (void) number;
  row_use (row_others[ROW_THREADS]);
}

static inline void
row_in_child (void)
{
  live_check (row_list, ROW_COUNT);
  row_free (row_list, ROW_COUNT / 2);
  CHECK (row_fill (row_list, ROW_COUNT / 2) == ROW_COUNT / 2);
  live_check (row_list, ROW_COUNT);
  row_use (row_others[ROW_THREADS + 1]);
}

static inline void
row_fork (void)
{
  int status;
  fflush (stdout);
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    {
      row_in_child ();
      fflush (stdout);
      _exit (0);
    }
  row_use (row_others[ROW_THREADS + 1]);
  CHECK (waitpid (pid, &status, 0) == pid && status == 0);
}

static inline void
row_threads (void)
{
  pthread_t thread[ROW_THREADS];
  int n = 0;
  while (n < ROW_THREADS
         && pthread_create (&thread[n], NULL, row_use, row_others[n]) == 0)
    n++;
  while (n > 0)
    pthread_join (thread[--n], NULL);
}
#endif

/* Checks that ROW_COUNT closures are to be had and work, and again after they
   were freed; none is writable and executable, no descriptor is kept; in a
   child of fork, in threads and in a signal handler, too.  */
static inline void
row_check (const char *situation)
{
#if POSIX
  int descriptor = row_descriptor ();
#endif
  for (int round = 0; round < 2; round++)
    {
      size_t n = row_fill (row_list, ROW_COUNT);
      if (n != ROW_COUNT)
        printf ("%zu closures\n", n);
      CHECK (n == ROW_COUNT);
      row_check_maps ();
      if (round == 0)
        row_free (row_list, ROW_COUNT);
    }
#if POSIX
  row_fork ();
  live_check (row_list, ROW_COUNT);
  row_threads ();
  signal (SIGUSR1, row_on_signal);
  raise (SIGUSR1);
  CHECK (row_descriptor () == descriptor);
#endif
  row_free (row_list, ROW_COUNT);
  printf ("PASS: %s\n", situation);
}

#endif

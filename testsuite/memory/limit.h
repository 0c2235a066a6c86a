/* SPDX-License-Identifier: MIT */
/* A limit of the process's memory.  */
#ifndef LIMIT_H
#define LIMIT_H

#include "live.h"

#ifdef __SANITIZE_ADDRESS__
/* It takes what it needs.  */
#elif defined __linux__
#include <sys/resource.h>
#define HAVE_LIMIT 1

static inline void
limit_lift (void)
{
  struct rlimit r;
  CHECK (getrlimit (RLIMIT_AS, &r) == 0);
  r.rlim_cur = r.rlim_max;
  CHECK (setrlimit (RLIMIT_AS, &r) == 0);
}

/* Lets the process have MORE bytes, about.  */
static inline void
limit_to (size_t more)
{
  long pages;
  struct rlimit r;
  FILE *f = fopen ("/proc/self/statm", "r");
  if (f == NULL || fscanf (f, "%ld", &pages) != 1)
    SKIP ("no /proc/self/statm");
  fclose (f);
  CHECK (getrlimit (RLIMIT_AS, &r) == 0);
  r.rlim_cur = (rlim_t) pages * (rlim_t) sysconf (_SC_PAGESIZE) + more;
  CHECK (setrlimit (RLIMIT_AS, &r) == 0);
}

#elif defined _WIN32 && !defined _WIN64
#include <windows.h>
#define HAVE_LIMIT 1

/* Nothing limits a process's memory as a whole but its address space: what
   holds the rest of it.  */
enum { LIMIT_LEAST = 1 << 16, LIMIT_MOST = 1 << 15 };
static void *limit_held[LIMIT_MOST];
static size_t limit_count;

static inline void
limit_lift (void)
{
  while (limit_count > 0)
    VirtualFree (limit_held[--limit_count], 0, MEM_RELEASE);
}

static inline void
limit_to (size_t more)
{
  void *spare = VirtualAlloc (NULL, more, MEM_RESERVE, PAGE_NOACCESS);
  CHECK (spare != NULL);
  for (size_t size = 1 << 28; size >= LIMIT_LEAST; size /= 2)
    for (void *at; limit_count < LIMIT_MOST
                   && (at = VirtualAlloc (NULL, size, MEM_RESERVE,
                                          PAGE_NOACCESS)) != NULL;)
      limit_held[limit_count++] = at;
  CHECK (limit_count < LIMIT_MOST);
  VirtualFree (spare, 0, MEM_RELEASE);
}
#endif

#endif

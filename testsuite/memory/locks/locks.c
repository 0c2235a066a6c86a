/* SPDX-License-Identifier: MIT */
/* Threads that died, by a fork, while they had locks of the pool: those are
   taken for good.  With some taken there are closures; with all of them NULL,
   soon, and freeing ends.  ffi_test_shards is the library's array of SHARDS
   elements of SHARD bytes, each of which begins with its lock.  */
#include "live.h"

enum { COUNT = 3000 };

extern char ffi_test_shards[];

static struct live list[COUNT], more[COUNT];

static void
set_lock (int shard, uint32_t value)
{
  __atomic_store_n ((uint32_t *) (void *) (ffi_test_shards + shard * SHARD),
                    value, __ATOMIC_SEQ_CST);
}

static void
set_locks (uint32_t value)
{
  for (int i = 0; i < SHARDS; i++)
    set_lock (i, value);
}

int
main (void)
{
  live_init ();
  if (live_fill (list, COUNT) < COUNT)
    SKIP ("the pool cannot grow here");

  /* One after the other is lost, while there are closures in it.  */
  for (int i = 0; i < SHARDS - 1; i++)
    {
      live_free (list, 100);
      set_lock (i, 1);
      CHECK (live_fill (list, 100) == 100);
      live_check (list, 100);
    }

  set_locks (1);
  void *code;
  CHECK (ffi_closure_alloc (sizeof (ffi_closure), &code) == NULL);
  CHECK (ffi_closure_alloc (1000, &code) == NULL);
  live_free (list, 100);
  live_check (list + 100, COUNT - 100);

  set_locks (0);
  CHECK (live_fill (more, COUNT) == COUNT);
  live_check (more, COUNT);
  live_check (list + 100, COUNT - 100);
  return 0;
}

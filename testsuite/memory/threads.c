/* SPDX-License-Identifier: MIT */
/* Threads that allocate, call and free, each also what its neighbour made;
   and what one thread frees another takes.  Catches slots given to two
   threads, and slots that get lost.  */
#include "live.h"

#include <pthread.h>

enum { THREADS = 8, ROUNDS = 40, BATCH = 400, SHORT = 2000, MANY = 20000 };

static struct live list[THREADS][BATCH];
static pthread_barrier_t barrier;

static void *
work (void *arg)
{
  uintptr_t self = (uintptr_t) arg;
  for (unsigned round = 0; round < ROUNDS; round++)
    {
      for (unsigned i = 0; i < BATCH; i++)
        {
          size_t size = i % 16 == 0 ? 200 : sizeof (ffi_closure);
          CHECK (live_make (&list[self][i], size,
                            self << 20 | round << 10 | i));
        }
      pthread_barrier_wait (&barrier);
      struct live *other = list[(self + round) % THREADS];
      live_check (other, BATCH);
      live_free (other, BATCH);
      for (unsigned i = 0; i < SHORT; i++)
        {
          struct live l;
          CHECK (live_make (&l, sizeof (ffi_closure), i));
          CHECK (live_is_right (&l));
          ffi_closure_free (l.closure);
        }
      pthread_barrier_wait (&barrier);
    }
  return NULL;
}

static struct live mine[MANY], others[MANY];

static void *
free_mine (void *arg)
{
  live_free (mine, MANY);
  return arg;
}

static void *
fill_others (void *arg)
{
  for (size_t i = 0; i < MANY; i++)
    CHECK (live_make (&others[i], sizeof (ffi_closure), ~i));
  return arg;
}

static void
run (void *(*work) (void *))
{
  pthread_t thread;
  CHECK (pthread_create (&thread, NULL, work, NULL) == 0);
  CHECK (pthread_join (thread, NULL) == 0);
}

static void
hand_over (void)
{
  CHECK (live_fill (mine, MANY) == MANY);
  run (free_mine);
  CHECK (live_fill (mine, MANY) == MANY);
  run (fill_others);
  live_check (mine, MANY);
  live_check (others, MANY);
  live_free (others, MANY);
  run (free_mine);
}

int
main (void)
{
  pthread_t thread[THREADS];
  pthread_attr_t small;
  live_init ();
  for (int i = 0; i < 4; i++)
    hand_over ();
  /* Small stacks lie close together, which makes threads share a shard.  */
  pthread_attr_init (&small);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
  pthread_attr_setstacksize (&small, 1 << 15);
#endif
  pthread_barrier_init (&barrier, NULL, THREADS);
  for (uintptr_t i = 0; i < THREADS; i++)
    CHECK (pthread_create (&thread[i], &small, work, (void *) i) == 0);
  for (int i = 0; i < THREADS; i++)
    pthread_join (thread[i], NULL);
  return 0;
}

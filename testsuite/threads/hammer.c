/* SPDX-License-Identifier: MIT */
/* Eight threads prepare with the same types, call, allocate closures, call
   each other's and free them.  Meant for TSan as well.  */
#include <ffi.h>
#include <pthread.h>
#include "check.h"

enum { THREADS = 8, SLOTS = 64 };
#ifdef __OPTIMIZE__
enum { ROUNDS = 2000 };
#else
enum { ROUNDS = 500 };
#endif

typedef struct { int a; double b; } pair;
typedef pair function (pair, int);

static ffi_type *elements[] = { NULL, NULL, NULL };
static ffi_type pair_type = { 0, 0, FFI_TYPE_STRUCT, elements };
static ffi_type *types[] = { &pair_type, NULL };

/* Closures that all threads call: slots under a lock each.  */
static struct slot
{
  pthread_mutex_t lock;
  ffi_closure *closure;
  function *code;
  ffi_cif cif;
  int data;
} slots[SLOTS];

static void
handler (ffi_cif *cif, void *result, void **args, void *user)
{
  pair p = *(pair *) args[0];
  (void) cif;
  p.a += *(int *) args[1] + *(int *) user;
  p.b *= 2;
  *(pair *) result = p;
}

static pair
compiled (pair p, int n)
{
  p.a += n;
  p.b *= 2;
  return p;
}

static void
use_slot (struct slot *s, unsigned n)
{
  pthread_mutex_lock (&s->lock);
  if (s->closure != NULL)
    {
      pair p = { (int) n, n * 0.5 };
      pair r = s->code (p, 1);
      CHECK (r.a == (int) n + 1 + s->data && r.b == n);
      if (n % 3 == 0)
        {
          ffi_closure_free (s->closure);
          s->closure = NULL;
        }
    }
  else
    {
      void *code;
      CHECK (ffi_prep_cif (&s->cif, FFI_DEFAULT_ABI, 2, &pair_type, types)
             == FFI_OK);
      s->closure = ffi_closure_alloc (sizeof *s->closure, &code);
      CHECK (s->closure != NULL);
      s->code = (function *) code;
      s->data = (int) n;
      CHECK (ffi_prep_closure_loc (s->closure, &s->cif, handler, &s->data,
                                   code) == FFI_OK);
    }
  pthread_mutex_unlock (&s->lock);
}

static void
use_call (unsigned n)
{
  ffi_cif cif;
  pair p = { (int) n, n * 0.25 }, r;
  int i = 5;
  void *avalue[] = { &p, &i };
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &pair_type, types)
         == FFI_OK);
  ffi_call (&cif, FFI_FN (compiled), &r, avalue);
  CHECK (r.a == (int) n + 5 && r.b == n * 0.5);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan != NULL);
  memset (&r, 0, sizeof r);
  ffi_call_plan_invoke (plan, FFI_FN (compiled), &r, avalue);
  CHECK (r.a == (int) n + 5 && r.b == n * 0.5);
  ffi_call_plan_free (plan);
}

static void *
work (void *arg)
{
  unsigned seed = (unsigned) (uintptr_t) arg * 7919 + 1;
  void *own[16], *code;
  for (int round = 0; round < ROUNDS; round++)
    {
      seed = seed * 1103515245 + 12345;
      use_slot (&slots[seed >> 16 & (SLOTS - 1)], seed >> 22);
      use_call (seed >> 20);
      for (int i = 0; i < 16; i++)
        CHECK ((own[i] = ffi_closure_alloc (sizeof (ffi_closure), &code)));
      for (int i = 0; i < 16; i++)
        ffi_closure_free (own[i * 5 % 16]);
    }
  return NULL;
}

int
main (void)
{
  pthread_t threads[THREADS];
  elements[0] = types[1] = &ffi_type_sint;
  elements[1] = &ffi_type_double;
  for (int i = 0; i < SLOTS; i++)
    pthread_mutex_init (&slots[i].lock, NULL);
  for (int i = 0; i < THREADS; i++)
    CHECK (pthread_create (&threads[i], NULL, work, (void *) (uintptr_t) i)
           == 0);
  for (int i = 0; i < THREADS; i++)
    CHECK (pthread_join (threads[i], NULL) == 0);
  return 0;
}

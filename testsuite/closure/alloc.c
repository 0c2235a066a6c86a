/* SPDX-License-Identifier: MIT */
/* A hundred thousand live closures, each with its own data; freed in another
   order and taken again; closures larger than ffi_closure; bad input.  */
#include <ffi.h>
#include "check.h"

#ifdef _WIN32
enum { N = 10000 };
#else
enum { N = 100000 };
#endif

typedef int function (int);

static ffi_closure *closures[N];
static function *functions[N];
static int data[N];

static void
handler (ffi_cif *cif, void *result, void **args, void *user)
{
  (void) cif;
  *(ffi_sarg *) result = *(int *) args[0] + *(int *) user;
}

static void
take (ffi_cif *cif, int i)
{
  void *code = NULL;
  closures[i] = ffi_closure_alloc (sizeof (ffi_closure), &code);
  CHECK (closures[i] != NULL && code != NULL);
  CHECK (ffi_prep_closure_loc (closures[i], cif, handler, &data[i], code)
         == FFI_OK);
  functions[i] = (function *) code;
}

struct large
{
  ffi_closure closure;
  char after[5000];
};

static void
larger (ffi_cif *cif)
{
  struct large *large[20];
  void *code[20];
  for (int i = 0; i < 20; i++)
    {
      large[i] = ffi_closure_alloc (sizeof *large[i], &code[i]);
      if (large[i] == NULL)
        {
          CHECK (i == 0);
          return;
        }
      memset (large[i]->after, i, sizeof large[i]->after);
      CHECK (ffi_prep_closure_loc (&large[i]->closure, cif, handler, &data[i],
                                   code[i]) == FFI_OK);
    }
  for (int i = 0; i < 20; i++)
    {
      CHECK (((function *) code[i]) (1000) == 1000 + data[i]);
      for (size_t n = 0; n < sizeof large[i]->after; n++)
        CHECK (large[i]->after[n] == i);
      ffi_closure_free (large[i]);
    }
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint };
  void *code;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
         == FFI_OK);
  for (int i = 0; i < N; i++)
    {
      data[i] = i * 3 + 1;
      take (&cif, i);
    }
  for (int i = 0; i < N; i++)
    CHECK (functions[i] (i) == i + data[i]);

  /* Every other, in an order of no pattern, then again.  */
  for (int round = 0; round < 3; round++)
    {
      for (int i = 0; i < N; i += 2)
        {
          int at = (int) ((long long) i * 7919 % N);
          ffi_closure_free (closures[at]);
          closures[at] = NULL;
        }
      for (int i = 0; i < N; i += 2)
        if (closures[i] == NULL)
          take (&cif, i);
      for (int i = 0; i < N; i++)
        CHECK (functions[i] (-i) == data[i] - i);
    }
  for (int i = 0; i < N; i++)
    ffi_closure_free (closures[i]);
  larger (&cif);

  ffi_closure_free (NULL);
  CHECK (ffi_closure_alloc (sizeof (ffi_closure), NULL) == NULL);
  CHECK (ffi_closure_alloc ((size_t) -1 / 2, &code) == NULL);
  CHECK (ffi_closure_alloc ((size_t) -1, &code) == NULL);
  take (&cif, 0);
  CHECK (ffi_prep_closure_loc (NULL, &cif, handler, NULL, code)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_closure_loc (closures[0], NULL, handler, NULL,
                               (void *) functions[0]) == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_closure_loc (closures[0], &cif, NULL, NULL,
                               (void *) functions[0]) == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_closure_loc (closures[0], &cif, handler, NULL, NULL)
         == FFI_BAD_TYPEDEF);
  ffi_cif strange = cif;
  strange.abi = FFI_LAST_ABI;
  CHECK (ffi_prep_closure_loc (closures[0], &strange, handler, NULL,
                               (void *) functions[0]) == FFI_BAD_ABI);
  CHECK (ffi_call_plan_alloc (&strange) == NULL);
  ffi_closure_free (closures[0]);
  return 0;
}

/* SPDX-License-Identifier: MIT */
/* Sizes other than sizeof (ffi_closure), and what must give NULL or nothing.
   Catches a block shorter than asked for, confusion of blocks and slots, and
   overflow of a size.  */
#include "live.h"

enum { LARGE = 3000 };

static struct live list[LARGE];
static size_t sizes[LARGE];

static void
check_size (struct live *l, size_t size, unsigned char fill)
{
  CHECK (live_make (l, size, fill + 1u));
  if (size > sizeof (ffi_closure))
    memset ((char *) l->closure + sizeof (ffi_closure), fill,
            size - sizeof (ffi_closure));
}

static void
check_bytes (const struct live *l, size_t size, unsigned char fill)
{
  for (size_t i = sizeof (ffi_closure); i < size; i++)
    CHECK (((unsigned char *) l->closure)[i] == fill);
}

int
main (void)
{
  void *code = &code;
  live_init ();
  ffi_closure_free (NULL);
  CHECK (ffi_closure_alloc (sizeof (ffi_closure), NULL) == NULL);
  CHECK (ffi_closure_alloc (sizeof (ffi_raw_closure), NULL) == NULL);
  for (size_t less = 0; less < 200; less++)
    CHECK (ffi_closure_alloc (SIZE_MAX - less, &code) == NULL);
  CHECK (ffi_closure_alloc (SIZE_MAX / 2, &code) == NULL);

  /* Of all sizes, and more large ones than a unit has slots.  */
  for (size_t i = 0; i < LARGE; i++)
    {
      sizes[i] = i < 2000 ? i : i % 3 == 0 ? 100000 : sizeof (ffi_raw_closure);
      check_size (&list[i], sizes[i], (unsigned char) i);
    }
  for (size_t i = 0; i < LARGE; i++)
    {
      CHECK (live_is_right (&list[i]));
      check_bytes (&list[i], sizes[i], (unsigned char) i);
    }
  for (size_t i = 0; i < LARGE; i += 2)
    ffi_closure_free (list[i].closure);
  for (size_t i = 0; i < LARGE; i += 2)
    check_size (&list[i], sizes[LARGE - 1 - i], (unsigned char) i);
  for (size_t i = 0; i < LARGE; i++)
    {
      CHECK (live_is_right (&list[i]));
      check_bytes (&list[i], i % 2 ? sizes[i] : sizes[LARGE - 1 - i],
                   (unsigned char) i);
    }
  live_free (list, LARGE);
  return 0;
}

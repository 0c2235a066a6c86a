/* SPDX-License-Identifier: MIT */
/* The checks of --enable-debug, except those of closures (pool/exec.c).  */
#include "debug.h"

#ifdef FFI_DEBUG

#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
# include <io.h>
# define write _write
#else
# include <unistd.h>
#endif

/* One write, without buffers, because a signal handler may call this.  */
void
ffi_stop (const char *what)
{
  char line[200] = "libffi: ";
  size_t at = strlen (line), n = strlen (what);
  if (n > sizeof line - at - 1)
    n = sizeof line - at - 1;
  memcpy (line + at, what, n);
  line[at + n] = '\n';
  if (write (2, line, (unsigned) (at + n + 1)) < 0)
    abort ();
  abort ();
}

/* The number of bytes that PIECE takes in the image.  */
static uint32_t
width_of (const struct ffi_abi_desc *abi, const struct ffi_piece *piece)
{
  switch (piece->op)
    {
    case FFI_OP_REF:
      return abi->word;
    case FFI_OP_DOUBLE:
      return 8;
    default:
      return piece->len;
    }
}

static void
check_piece (const struct ffi_abi_desc *abi, const struct ffi_layout *layout,
             const struct ffi_piece *piece, const ffi_type *type)
{
  if (piece->op == FFI_OP_REF)
    ffi_check ((uint64_t) piece->value + piece->len <= layout->scratch,
               "a copy beyond the scratch area");
  else
    ffi_check ((uint64_t) piece->value + piece->len <= type->size,
               "a piece beyond its value");
  ffi_check (piece->len != 0 || piece->op == FFI_OP_REF,
             "a piece of no bytes");
  ffi_check ((uint64_t) piece->image + width_of (abi, piece)
               <= (uint64_t) abi->stack_at + layout->stack,
             "a piece beyond the image");
}

/* Whether A and B, which are both read, overlap in the image.  */
static bool
overlap (const struct ffi_abi_desc *abi, const struct ffi_piece *a,
         const struct ffi_piece *b)
{
  return !a->dup && !b->dup && a->image < b->image + width_of (abi, b)
         && b->image < a->image + width_of (abi, a);
}

void
ffi_check_layout (const struct ffi_abi_desc *abi,
                  const struct ffi_signature *sig,
                  const struct ffi_layout *layout)
{
  enum { FEW = 64 };           /* more would take long to compare */
  uint32_t n = layout->npieces;
  ffi_check (layout->nresult <= FFI_MAX_RESULT_PIECES,
             "more pieces of the result than there are");
  ffi_check (n <= ffi_max_pieces (abi, sig->nargs), "more pieces than may be");
  if (n > layout->capacity)
    n = layout->capacity;
  for (uint32_t i = 0; i < n; i++)
    {
      const struct ffi_piece *piece = &layout->piece[i];
      ffi_check (piece->arg < sig->nargs, "a piece of no argument");
      check_piece (abi, layout, piece, sig->arg_types[piece->arg]);
      for (uint32_t j = i > FEW ? i - FEW : 0; j < i; j++)
        ffi_check (!overlap (abi, piece, &layout->piece[j]),
                   "two pieces in one place");
    }
  for (uint32_t i = 0; i < layout->nresult; i++)
    ffi_check (layout->result[i].value + layout->result[i].len
                 <= sig->rtype->size,
               "a piece beyond the result");
}

#endif

/* SPDX-License-Identifier: MIT */
/* Moving values between memory and an image, piece by piece.  */
#include "arch.h"
#include "types.h"

/* The sink of a list.  */
FFI_SINK void
ffi_list_piece (struct ffi_layout *layout, uint32_t arg, unsigned op,
                uint32_t value, uint32_t image, uint32_t len)
{
  if (layout->npieces < layout->capacity)
    layout->piece[layout->npieces]
      = (struct ffi_piece) { (uint8_t) (op & ~(unsigned) FFI_OP_DUP),
                             (op & FFI_OP_DUP) != 0, (uint16_t) arg, value,
                             image, len };
  layout->npieces++;
}

/* Writes the integer X of LEN bytes, widened, over the word whose low-order
   LEN bytes are at IMAGE.  */
static void
put_word (const struct ffi_abi_desc *abi, char *image, uint32_t len,
          uint64_t x)
{
  if (abi->big_endian)
    image -= abi->word - len;
  if (abi->word == 8)
    memcpy (image, &x, 8);
  else
    {
      uint32_t low = (uint32_t) x;
      memcpy (__builtin_assume_aligned (image, 4), &low, 4);
    }
}

static inline void
move_bytes (char *to, const char *from, uint32_t len)
{
  switch (len)
    {
    case 4:
      memcpy (to, from, 4);
      break;
    case 8:
      memcpy (to, from, 8);
      break;
    case 16:
      memcpy (to, from, 16);
      break;
    default:
      memcpy (to, from, len);
    }
}

/* Stores LEN bytes, fewer than 8, and zeros after them as one word, so that a
   load of the whole word need not wait for several stores.  */
static inline void
move_padded (char *to, const char *from, uint32_t len)
{
  uint64_t word = 0;
  if (len == 4)
    {
      uint32_t x;
      memcpy (&x, from, 4);
      word = x;
    }
  else
    for (uint32_t i = len; i-- > 0;)
      word = word << 8 | (uint8_t) from[i];
  memcpy (to, &word, 8);
}

/* Stores LEN bytes, and zeros up to the end of the word.  */
static inline void
put_padded (char *to, const char *from, uint32_t len)
{
  uint32_t words = len & ~7u;
  if (words > 64)
    memcpy (to, from, words);
  else
    for (uint32_t i = 0; i < words; i += 8)
      memcpy (to + i, from + i, 8);
  if (len != words)
    move_padded (to + words, from + words, len - words);
}

static inline void
put_bytes (const struct ffi_abi_desc *abi, char *to, const char *from,
           uint32_t len)
{
  if (!abi->padded || len == 8 || len == 16)
    move_bytes (to, from, len);
  else
    put_padded (to, from, len);
}

_Static_assert (FFI_OP_S8 == FFI_OP_U8 + 1 && FFI_OP_U16 == FFI_OP_U8 + 2
                && FFI_OP_S16 == FFI_OP_U8 + 3 && FFI_OP_U32 == FFI_OP_U8 + 4
                && FFI_OP_S32 == FFI_OP_U8 + 5, "");

/* The integer at VALUE, widened as OP says.  No switch: a table of jumps would
   need a register that has to be saved on some processors.  */
static inline __attribute__ ((always_inline)) uint64_t
widened (unsigned op, const char *value)
{
  bool is_signed = (op - FFI_OP_U8) & 1;
  if (op <= FFI_OP_S8)
    {
      uint8_t x;
      memcpy (&x, value, 1);
      return is_signed ? (uint64_t) (int8_t) x : x;
    }
  if (op <= FFI_OP_S16)
    {
      uint16_t x;
      memcpy (&x, value, 2);
      return is_signed ? (uint64_t) (int16_t) x : x;
    }
  /* Not by memcpy, which some compilers do through the stack.  */
  typedef struct { uint32_t x; } __attribute__ ((packed, may_alias)) any_32;
  uint32_t x = ((const any_32 *) value)->x;
  return is_signed ? (uint64_t) (int32_t) x : x;
}

/* Moves pieces of any kind except FFI_OP_REF.  */
static inline void
put_value (const struct ffi_abi_desc *abi, unsigned op, const char *from,
           char *to, uint32_t len)
{
  switch (op)
    {
    case FFI_OP_BYTES:
    case FFI_OP_X87:
      put_bytes (abi, to, from, len);
      break;
    case FFI_OP_BOXED:
    case FFI_OP_DOUBLE:
      ffi_put_float (abi, op, to, from, len);
      break;
    default:
      put_word (abi, to, len, widened (op, from));
    }
}

/* put_padded and memcpy, for those who have no frame.  Not all processors can
   make a tail call to another library.  */
static __attribute__ ((noinline)) void
put_padded_run (char *to, const char *from, uint32_t len)
{
  put_padded (to, from, len);
}

static __attribute__ ((noinline)) void
copy_run (char *to, const char *from, uint32_t len)
{
  memcpy (to, from, len);
}

/* Stores a float of LEN bytes as FFI_OP_BOXED.  */
static __attribute__ ((noinline)) void
put_boxed (const struct ffi_abi_desc *abi, char *to, const char *from,
           uint32_t len)
{
  ffi_put_float (abi, FFI_OP_BOXED, to, from, len);
}

/* Moves any piece, without a frame: what it calls, it calls last and with few
   arguments.  FROM is the piece's first byte, or that of the copy.  */
static inline __attribute__ ((always_inline)) void
put_any (struct ffi_outgoing *call, bool padded, unsigned op,
         uint32_t value, const char *from, char *to, uint32_t len)
{
  if (op - FFI_OP_U8 <= (unsigned) FFI_OP_S32 - FFI_OP_U8)
    put_word (call->abi, to, len, widened (op, from + value));
  else if (op == FFI_OP_BYTES && len == 8)
    memcpy (to, from + value, 8);
  else if (op == FFI_OP_REF)
    {
      char *copy = call->layout.apart + value;
      ffi_put_address (call->abi, to, copy);
      copy_run (copy, from, len);
    }
  else if (op == FFI_OP_DOUBLE)
    ffi_put_float (call->abi, FFI_OP_DOUBLE, to, from + value, 4);
  else if (op == FFI_OP_BOXED)
    put_boxed (call->abi, to, from + value, len);
  else if (len == 16)
    memcpy (to, from + value, 16);
  else if (padded)
    put_padded_run (to, from + value, len);
  else if (len == 4)
    memcpy (to, from + value, 4);
  else
    copy_run (to, from + value, len);
}

FFI_SINK void
ffi_put_piece (struct ffi_layout *layout, uint32_t arg, unsigned op,
               uint32_t value, uint32_t image, uint32_t len)
{
  struct ffi_outgoing *call = (struct ffi_outgoing *) layout;
  put_any (call, false, op & ~(unsigned) FFI_OP_DUP, value, call->avalue[arg],
           call->layout.image + image, len);
}

FFI_SINK void
ffi_put_padded (struct ffi_layout *layout, uint32_t arg, unsigned op,
                uint32_t value, uint32_t image, uint32_t len)
{
  struct ffi_outgoing *call = (struct ffi_outgoing *) layout;
  /* The words that the alignment of a piece leaves unused are cleared.  */
  for (; call->end < image; call->end += 8)
    memset (call->layout.image + call->end, 0, 8);
  if (call->end < image + len)
    call->end = (uint32_t) ffi_round_up (image + len, 8);
  put_any (call, true, op & ~(unsigned) FFI_OP_DUP, value, call->avalue[arg],
           call->layout.image + image, len);
}

void
ffi_get_piece (unsigned op, char *to, const char *at, uint32_t len)
{
  if (op == FFI_OP_DOUBLE)
    ffi_get_float (op, to, at);
  else
    move_bytes (to, at, len);
}

void
ffi_get_result (const struct ffi_layout *layout, const ffi_type *type,
                void *rvalue, const char *image)
{
  if (ffi_is_widened (type))
    {
      ffi_arg x
        = (ffi_arg) widened (ffi_int_op (type, sizeof (ffi_arg)),
                             image + layout->result[0].image);
      memcpy (rvalue, &x, sizeof x);
      return;
    }
  for (uint32_t i = 0; i < layout->nresult; i++)
    {
      const struct ffi_result_piece *piece = &layout->result[i];
      ffi_get_piece (piece->op, (char *) rvalue + piece->value,
                     image + piece->image, piece->len);
    }
}

void
ffi_put_result (const struct ffi_abi_desc *abi,
                const struct ffi_layout *layout, const ffi_type *type,
                const char *rvalue, char *image)
{
  /* The handler wrote a whole ffi_arg; its low-order bytes count.  */
  if (abi->big_endian && ffi_is_widened (type))
    rvalue += sizeof (ffi_arg) - type->size;
  for (uint32_t i = 0; i < layout->nresult; i++)
    {
      const struct ffi_result_piece *piece = &layout->result[i];
      put_value (abi, piece->op, rvalue + piece->value, image + piece->image,
                 piece->len);
    }
}

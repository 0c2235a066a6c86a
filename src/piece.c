/* SPDX-License-Identifier: MIT */
/* Moving values between memory and an image, piece by piece.  */
#include "arch.h"
#include "types.h"

/* The sink of a list.  */
void
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
      memcpy (image, &low, 4);
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

/* The integer at VALUE, widened as OP says.  */
static uint64_t
widened (unsigned op, const char *value)
{
  union { uint8_t u8; int8_t s8; uint16_t u16; int16_t s16; uint32_t u32;
          int32_t s32; } x;
  switch (op)
    {
    case FFI_OP_U8:
      memcpy (&x, value, 1);
      return x.u8;
    case FFI_OP_S8:
      memcpy (&x, value, 1);
      return (uint64_t) (int64_t) x.s8;
    case FFI_OP_U16:
      memcpy (&x, value, 2);
      return x.u16;
    case FFI_OP_S16:
      memcpy (&x, value, 2);
      return (uint64_t) (int64_t) x.s16;
    case FFI_OP_U32:
      memcpy (&x, value, 4);
      return x.u32;
    default:
      memcpy (&x, value, 4);
      return (uint64_t) (int64_t) x.s32;
    }
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

/* Moves any piece that ffi_put_piece does not move itself.  */
static __attribute__ ((noinline)) void
put_other (struct ffi_outgoing *call, unsigned op, uint32_t value,
           const char *from, char *to, uint32_t len)
{
  if (op == FFI_OP_REF)
    {
      memcpy (call->scratch + value, from, len);
      ffi_put_address (call->abi, to, call->scratch + value);
    }
  else
    put_value (call->abi, op, from + value, to, len);
}

/* Clears the stack words that the alignment of a piece leaves unused before
   the piece.  */
static __attribute__ ((noinline)) void
put_on_stack (struct ffi_outgoing *call, unsigned op, uint32_t value,
              const char *from, uint32_t image, uint32_t len)
{
  if (image > call->end)
    memset (call->image + call->end, 0, image - call->end);
  call->end = (uint32_t) ffi_round_up (image + len, 8);
  if (op == FFI_OP_BYTES)
    put_padded (call->image + image, from + value, len);
  else
    put_other (call, op, value, from, call->image + image, len);
}

/* Moves integers and words in registers, which most pieces are, without a
   frame.  */
void
ffi_put_piece (struct ffi_layout *layout, uint32_t arg, unsigned op,
               uint32_t value, uint32_t image, uint32_t len)
{
  struct ffi_outgoing *call = (struct ffi_outgoing *) layout;
  const char *from = call->avalue[arg];
  char *to = call->image + image;
  op &= ~(unsigned) FFI_OP_DUP;
  if (call->abi->padded && image >= call->end)
    put_on_stack (call, op, value, from, image, len);
  else if (op - FFI_OP_U8 <= (unsigned) FFI_OP_S32 - FFI_OP_U8)
    put_word (call->abi, to, len, widened (op, from + value));
  else if (op == FFI_OP_BYTES && len == 8)
    memcpy (to, from + value, 8);
  else
    put_other (call, op, value, from, to, len);
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

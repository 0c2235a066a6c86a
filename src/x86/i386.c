/* SPDX-License-Identifier: MIT */
/* i386: cdecl and the conventions in which the callee pops.  Section numbers
   are those of the System V ABI, Intel386 Architecture Processor Supplement;
   where the ABI says nothing, or a platform differs, doc/abi/i386.md tells
   what the compilers do.  */
#include "i386.h"
#include "image-i386.h"

enum { WORD = 4, VECTOR_SIZE = 16 };

/* Registers not yet taken, and the stack.  */
struct state
{
  const struct ffi_i386_desc *desc;
  const struct ffi_i386_platform *platform;
  bool variadic;
  uint8_t nreg, reg;         /* their number; the next one */
  uint8_t nvector, vector;
  uint32_t stack;
  uint32_t top;              /* left to right: bytes of all stack arguments */
};

static uint32_t
take_reg (struct state *s)
{
  return s->desc->reg[s->reg++];
}

/* 3-14: "the stack is word aligned".  Only vectors and binary128 have a larger
   alignment.  */
static uint32_t
take_stack (struct state *s, size_t size, unsigned align)
{
  size_t at = ffi_round_up (s->stack, align);
  size_t end = at + ffi_round_up (size, WORD);
  s->stack = end > FFI_MAX_IMAGE ? FFI_MAX_IMAGE + 64 : (uint32_t) end;
  return I386_STACK + (s->top ? s->top - s->stack : (uint32_t) at);
}

/* ---- Types ------------------------------------------------------------ */

/* The only scalar of the struct TYPE, if it fills the struct; else NULL.  */
static const ffi_type *
only_scalar (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  struct ffi_leaf leaf;
  if (ffi_flatten (abi, type, &leaf, 1, NULL) != 1
      || leaf.type->size != type->size)
    return NULL;
  return leaf.type;
}

/* Whether TYPE, and each of its members (arrays are structs), has 1, 2, 4 or 8
   bytes.  All compilers require this of a struct in registers.  */
static bool
is_register_sized (const ffi_type *type)
{
  size_t size = type->size;
  if (size != 1 && size != 2 && size != 4 && size != 8)
    return false;
  if (!ffi_is_aggregate (type))
    return true;
  struct ffi_cursor c = ffi_open (type, FFI_BITS_SYSV);
  for (struct ffi_member m; ffi_next (&c, &m);)
    if (m.type->size != 0 && !is_register_sized (m.type))
      return false;
  return true;
}

/* Whether a scalar is aligned to 16 on the stack: a vector, and binary128.  */
static bool
is_aligned_scalar (const ffi_type *type, bool quad)
{
  if (type->type == FFI_TYPE_COMPLEX)
    type = type->elements[0];
  return type->size >= VECTOR_SIZE
         && (type->type == FFI_TYPE_VECTOR
             || (quad && type->type == FFI_CODE_LONGDOUBLE));
}

/* Whether the aggregate TYPE is aligned to 16 on the stack: it and all that
   hold such a scalar have that alignment.  Packed ones have not.  */
static bool
holds_aligned (const struct ffi_abi_desc *abi, const ffi_type *type, bool quad)
{
  if (!ffi_is_aggregate (type))
    return is_aligned_scalar (type, quad);
  if (type->alignment < VECTOR_SIZE)
    return false;
  struct ffi_cursor c = ffi_open (type, abi->bit_fields);
  for (struct ffi_member m; ffi_next (&c, &m);)
    if (holds_aligned (abi, m.type, quad))
      return true;
  return false;
}

/* Finds the natural alignment of an aggregate: the largest of its scalars.  */
static bool
note_align (void *context, struct ffi_leaf leaf)
{
  unsigned *most = context, align = leaf.type->alignment;
  if (align > 8 && leaf.type->type != FFI_TYPE_VECTOR)
    align = 8;
  if (align > *most)
    *most = align;
  return true;
}

static bool
is_over_aligned (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  unsigned most = WORD;
  ffi_walk (abi, type, 0, note_align, &most, NULL);
  return type->alignment > most;
}

static unsigned
stack_align (const struct state *s, const ffi_type *type)
{
  const struct ffi_i386_platform *p = s->platform;
  switch (ffi_code (type))
    {
    case FFI_CODE_LONGDOUBLE:
      return p->ldbl_align;
    case FFI_TYPE_STRUCT:
      return p->aligned_vector_structs
                 && holds_aligned (&s->desc->abi, type, p->quad)
               ? VECTOR_SIZE
               : WORD;
    case FFI_TYPE_VECTOR:
    case FFI_TYPE_COMPLEX:
      return p->aligned_vectors && is_aligned_scalar (type, p->quad)
               ? VECTOR_SIZE
               : WORD;
    default:
      return WORD;
    }
}

/* ---- Results ---------------------------------------------------------- */

static void
result_in_st0 (const ffi_type *type, struct ffi_layout *layout)
{
  bool is_long = type->type == FFI_CODE_LONGDOUBLE;
  ffi_emit_result (layout, is_long ? FFI_OP_X87 : FFI_OP_BYTES, 0, I386_ST0,
                   is_long ? 10 : (uint32_t) type->size);
  layout->flags |= is_long           ? I386_LONG_DOUBLE
                   : type->size == 8 ? I386_DOUBLE
                                     : I386_FLOAT;
}

static void
result_in_xmm0 (const ffi_type *type, struct ffi_layout *layout)
{
  ffi_emit_result (layout, FFI_OP_BYTES, 0, I386_XMM, (uint32_t) type->size);
  layout->flags |= I386_VECTORS;
}

/* Places the result TYPE, a struct, if it is returned in registers.  3-12:
   "functions that return structures or unions" do so in memory; not all
   platforms follow.  Not inline, so that arguments do not get its frame.  */
static __attribute__ ((noinline)) bool
struct_in_registers (const struct state *s, const ffi_type *type,
                     struct ffi_layout *layout)
{
  const struct ffi_i386_platform *p = s->platform;
  const ffi_type *scalar = only_scalar (&s->desc->abi, type);
  size_t size = type->size;
  if (scalar && scalar->type == FFI_TYPE_VECTOR && p->memory_vectors)
    return false;
  if (scalar && p->scalar_structs && scalar->type == FFI_TYPE_VECTOR
      && size == VECTOR_SIZE)
    result_in_xmm0 (type, layout);
  else if (scalar && ffi_is_float (scalar) && p->float_structs
           && (p->scalar_structs || scalar->type != FFI_CODE_LONGDOUBLE))
    result_in_st0 (scalar, layout);
  else if (p->small_structs && is_register_sized (type))
    ffi_emit_result (layout, FFI_OP_BYTES, 0, I386_EAX, (uint32_t) size);
  else
    return false;
  return true;
}

/* Whether TYPE is a float of two bytes, or a complex number of two of
   them.  */
static bool
is_half (const ffi_type *type)
{
  const ffi_type *real
    = type->type == FFI_TYPE_COMPLEX ? type->elements[0] : type;
  return real->type == FFI_TYPE_FLOAT && real->size == 2;
}

/* Places the result if it is in registers; false if it is in memory.  */
static bool
result_in_registers (const struct state *s, const ffi_type *type,
                     struct ffi_layout *layout)
{
  if (is_half (type))
    {
      result_in_xmm0 (type, layout);
      return true;
    }
  switch (ffi_code (type))
    {
    case FFI_TYPE_VOID:
      return true;
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
    case FFI_CODE_LONGDOUBLE:
      if (type->type == FFI_CODE_LONGDOUBLE && s->platform->quad)
        return false;
      result_in_st0 (type, layout);
      return true;
    case FFI_TYPE_VECTOR:
      if (s->platform->memory_vectors)
        return false;
      result_in_xmm0 (type, layout);
      return true;
    case FFI_TYPE_STRUCT:
      return struct_in_registers (s, type, layout);
    case FFI_TYPE_COMPLEX:
      if (type->size > 8)
        return false;
      /* Fall through.  */
    default:
      ffi_emit_result (layout, ffi_int_op (type, WORD), 0, I386_EAX,
                       (uint32_t) type->size);
      return true;
    }
}

static void
place_hidden (struct state *s, bool may_take_reg, struct ffi_layout *layout)
{
  layout->indirect = may_take_reg && s->reg < s->nreg
                       ? take_reg (s)
                       : take_stack (s, WORD, WORD);
  layout->echo = I386_EAX;
}

/* ---- Arguments -------------------------------------------------------- */

/* Consumes the registers that an argument on the stack takes.  */
static __attribute__ ((noinline)) void
skip_some_registers (struct state *s, const ffi_type *type)
{
  const struct ffi_i386_platform *p = s->platform;
  if (ffi_is_aggregate (type))
    {
      const ffi_type *scalar = only_scalar (&s->desc->abi, type);
      if (p->structs_use_all)
        s->reg = s->nreg;
      if (!p->structs_use_registers
          || (scalar
              && (ffi_is_float (scalar) || scalar->type == FFI_TYPE_COMPLEX
                  || scalar->type == FFI_TYPE_VECTOR)))
        return;
    }
  else if (!p->wide_use_registers || ffi_is_float (type)
           || type->type == FFI_TYPE_COMPLEX)
    return;
  size_t words = (type->size + WORD - 1) / WORD;
  s->reg = words > (size_t) (s->nreg - s->reg)
             ? s->nreg : (uint8_t) (s->reg + words);
}

static void
skip_registers (struct state *s, const ffi_type *type)
{
  if (s->nreg != 0 && !s->desc->left_to_right)
    skip_some_registers (s, type);
}

static void
emit_reference (struct state *s, uint32_t arg, const ffi_type *type,
                struct ffi_layout *layout)
{
  ffi_emit (layout, arg, FFI_OP_REF,
            ffi_take_scratch (layout, type->size, type->alignment),
            take_stack (s, WORD, WORD), (uint32_t) type->size);
}

static void
place_vector (struct state *s, uint32_t arg, const ffi_type *type,
              struct ffi_layout *layout)
{
  if (s->vector < s->nvector)
    {
      ffi_emit (layout, arg, FFI_OP_BYTES, 0,
                I386_XMM + VECTOR_SIZE * s->vector++, VECTOR_SIZE);
      layout->flags |= I386_VECTORS;
    }
  else if (s->platform->by_reference && !s->variadic)
    emit_reference (s, arg, type, layout);
  else
    {
      ffi_emit (layout, arg, FFI_OP_BYTES, 0,
                take_stack (s, type->size, stack_align (s, type)),
                (uint32_t) type->size);
      layout->flags |= I386_VECTORS_ON_STACK;
    }
}

/* Whether TYPE is surely passed by value, in an integer register or without an
   alignment.  */
static bool
is_simple (const struct ffi_i386_platform *p, const ffi_type *type)
{
  if (ffi_is_aggregate (type))
    return type->alignment < VECTOR_SIZE && !p->by_reference;
  return type->type != FFI_TYPE_COMPLEX && type->type != FFI_TYPE_VECTOR
         && type->type != FFI_CODE_LONGDOUBLE;
}

/* Places any argument.  Not inline, so that those which are simple do not get
   its frame.  */
static __attribute__ ((noinline)) void
place_other (struct state *s, uint32_t arg, const ffi_type *type,
             struct ffi_layout *layout)
{
  uint32_t size = (uint32_t) type->size;
  if (type->type == FFI_TYPE_VECTOR)
    {
      place_vector (s, arg, type, layout);
      return;
    }
  skip_registers (s, type);
  if (s->platform->by_reference && ffi_is_aggregate (type)
      && is_over_aligned (&s->desc->abi, type))
    emit_reference (s, arg, type, layout);
  else
    ffi_emit (layout, arg, FFI_OP_BYTES, 0,
              take_stack (s, size, stack_align (s, type)), size);
}

static void
place_argument (struct state *s, uint32_t arg, const ffi_type *type,
                struct ffi_layout *layout)
{
  uint32_t size = (uint32_t) type->size, image;
  if (!is_simple (s->platform, type))
    {
      place_other (s, arg, type, layout);
      return;
    }
  bool is_word = size <= WORD && !ffi_is_float (type)
                 && !ffi_is_aggregate (type);
  if (is_word && s->reg < s->nreg)
    image = take_reg (s);
  else
    {
      if (!is_word)
        skip_registers (s, type);
      image = take_stack (s, size, WORD);
    }
  ffi_emit (layout, arg, is_word ? ffi_int_op (type, WORD) : FFI_OP_BYTES, 0,
            image, size);
}

/* Compilers do not agree on vectors of other sizes.  */
static bool
is_passable (const struct ffi_i386_platform *platform, const ffi_type *type)
{
  return type->type != FFI_TYPE_VECTOR || type->size == VECTOR_SIZE
         || (platform->memory_vectors && type->size == 8);
}

/* TOP: see struct state.  */
static ffi_status
place_from (uint32_t top, const struct ffi_abi_desc *abi,
            const struct ffi_signature *sig, struct ffi_layout *layout)
{
  const struct ffi_i386_desc *desc = (const struct ffi_i386_desc *) abi;
  /* Variadic functions are cdecl, whatever convention their declaration
     names.  */
  bool plain = !ffi_is_variadic (sig);
  struct state s = { .desc = desc, .platform = desc->platform, .top = top,
                     .variadic = ffi_is_variadic (sig),
                     .nreg = plain ? desc->nreg : 0,
                     .nvector = plain ? desc->platform->vectors : 0 };
  layout->flags = plain ? desc->registers : 0;
  if (!is_passable (desc->platform, sig->rtype))
    return FFI_BAD_TYPEDEF;
  bool hidden = !result_in_registers (&s, sig->rtype, layout);
  if (hidden && !(plain && desc->left_to_right))
    place_hidden (&s, desc->hidden_in_register, layout);
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      if (!is_passable (desc->platform, sig->arg_types[i]))
        return FFI_BAD_TYPEDEF;
      if (ffi_is_passed (sig->arg_types[i]))
        place_argument (&s, i, sig->arg_types[i], layout);
      if (layout->scratch > FFI_MAX_IMAGE)
        return FFI_BAD_TYPEDEF;
    }
  if (hidden && plain && desc->left_to_right)
    place_hidden (&s, desc->hidden_in_register, layout);
  layout->stack = s.stack;
  layout->flags |= ffi_i386_pop_flags (desc, plain, hidden, s.stack);
  layout->pop = FFI_I386_POP (layout->flags, ffi_round_up (s.stack, 8));
  return FFI_OK;
}

/* If arguments are pushed left to right, the first one is at the highest
   address.  A first pass finds that address.  Not inline, so that other
   conventions do not get its large frame.  */
static __attribute__ ((noinline)) ffi_status
place_left_to_right (const struct ffi_abi_desc *abi,
                     const struct ffi_signature *sig,
                     struct ffi_layout *layout)
{
  struct ffi_layout trial = { .sink = ffi_list_piece,
                              .indirect = FFI_NO_IMAGE,
                              .echo = FFI_NO_ECHO };
  ffi_status status = place_from (0, abi, sig, &trial);
  return status == FFI_OK ? place_from (trial.stack, abi, sig, layout)
                          : status;
}

static ffi_status
place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
       struct ffi_layout *layout)
{
  const struct ffi_i386_desc *desc = (const struct ffi_i386_desc *) abi;
  return desc->left_to_right && !ffi_is_variadic (sig)
           ? place_left_to_right (abi, sig, layout)
           : place_from (0, abi, sig, layout);
}

static const char *
reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const gpr[] = { "eax", "edx", "ecx", "edx" };
  static const char *const xmm[] = { "xmm0", "xmm1", "xmm2", "xmm3" };
  (void) abi;
  if (offset >= I386_STACK)
    return NULL;
  if (offset >= I386_EAX)
    return gpr[(offset - I386_EAX) / WORD];
  return offset >= I386_ST0 ? "st0"
                            : xmm[(offset - I386_XMM) / VECTOR_SIZE];
}

/* ---- Descriptors ------------------------------------------------------ */

/* Linux: code compiled with SSE and without; with long double as x87's format
   and as binary128 (gcc's -mlong-double-128).  */
#define LINUX(vectors_, ldbl_align_, ...)                                     \
  { .pops_hidden = true, .aligned_vectors = true,                             \
    .aligned_vector_structs = true, .vectors = vectors_,                      \
    .ldbl_align = ldbl_align_, .wide_use_registers = true,                    \
    .structs_use_registers = true, __VA_ARGS__ }

static const struct ffi_i386_platform
  linux_platform = LINUX (3, 4, .quad = false),
  linux_nosse_platform = LINUX (0, 4, .memory_vectors = true),
  linux_quad_platform = LINUX (3, 16, .quad = true),
  linux_quad_nosse_platform
    = LINUX (0, 16, .quad = true, .memory_vectors = true);

static const struct ffi_i386_platform freebsd_platform
  = { .small_structs = true, .float_structs = true, .pops_hidden = true,
      .aligned_vectors = true, .vectors = 3, .ldbl_align = 4,
      .structs_use_all = true };

static const struct ffi_i386_platform darwin_platform
  = { .small_structs = true, .float_structs = true, .pops_hidden = true,
      .aligned_vectors = true, .aligned_vector_structs = true, .vectors = 4,
      .ldbl_align = 16, .structs_use_all = true };

/* MinGW: code compiled with SSE and without.  */
#define MINGW(...)                                                            \
  { .small_structs = true, .float_structs = true, .scalar_structs = true,     \
    .aligned_vectors = true, .aligned_vector_structs = true,                  \
    .ldbl_align = 4, .wide_use_registers = true,                              \
    .structs_use_registers = true, __VA_ARGS__ }

static const struct ffi_i386_platform
  mingw_platform = MINGW (.vectors = 3),
  mingw_nosse_platform = MINGW (.memory_vectors = true);

static const struct ffi_i386_platform msvc_platform
  = { .small_structs = true, .by_reference = true, .vectors = 3,
      .ldbl_align = 4 };

/* Variadic functions are cdecl.  HALVES: two-byte
   floats exist.  They are returned in xmm0, so not without SSE; what compilers
   for other systems do with structs of them is unknown.  */
#define COMMON(title, on, bits, halves, differs, ...)                         \
  .abi = { .name = title, .word = WORD, .bit_fields = bits,                   \
           .half_floats = halves, .one_element = true,                        \
           .variadic_differs = differs, .stack_at = I386_STACK,               \
           .clear_at = I386_CHAIN, .wide_end = I386_CHAIN,                    \
           .wide_flags = I386_VECTORS, .image_align = 16,                     \
           .frame = I386_FRAME, .gpr_at = I386_STACK, __VA_ARGS__             \
           .one_run = 255, .place = place, .reg_name = reg_name },            \
  .platform = &on

/* Registers for arguments, FIRST and as many as COUNT: codes of steps take them
   for registers of another kind than the stack's words.  */
#define BANK(first, count)                                                    \
  .fpr_at = first, .fpr_end = first + (count) * WORD, .fpr_step = WORD,

#define ABIS(os, on, bits, halves, hidden)                                    \
  {                                                                           \
    .cdecl_ = { COMMON ("i386-" os "-cdecl", on, bits, halves, false, ) },    \
    .stdcall_ = { COMMON ("i386-" os "-stdcall", on, bits, halves, true, ),   \
                  .callee_pops = true },                                      \
    .thiscall_ = { COMMON ("i386-" os "-thiscall", on, bits, halves, true,    \
                           BANK (I386_ECX, 1)),                               \
                   .callee_pops = true, .nreg = 1, .reg = { I386_ECX },       \
                   .registers = I386_ECX_ALONE,                               \
                   .hidden_in_register = hidden },                            \
    .fastcall_ = { COMMON ("i386-" os "-fastcall", on, bits, halves, true,    \
                           BANK (I386_ECX, 2)),                               \
                   .callee_pops = true, .nreg = 2,                            \
                   .reg = { I386_ECX, I386_EDX_2 },                           \
                   .registers = I386_ECX_EDX,                                 \
                   .hidden_in_register = hidden },                            \
    .pascal_ = { COMMON ("i386-" os "-pascal", on, bits, halves, true, ),     \
                 .callee_pops = true, .left_to_right = true },                \
    .register_ = { COMMON ("i386-" os "-register", on, bits, halves, true,    \
                           BANK (I386_EAX, 3)),                               \
                   .callee_pops = true, .nreg = 3,                            \
                   .reg = { I386_EAX, I386_EDX, I386_ECX },                   \
                   .registers = I386_EAX_EDX_ECX,                             \
                   .hidden_in_register = true, .left_to_right = true }        \
  }

const struct ffi_i386_abis ffi_i386_linux
  = ABIS ("linux", linux_platform, FFI_BITS_SYSV, true, true);
const struct ffi_i386_abis ffi_i386_linux_nosse
  = ABIS ("linux-nosse", linux_nosse_platform, FFI_BITS_SYSV, false, true);
const struct ffi_i386_abis ffi_i386_linux_quad
  = ABIS ("linux-ldbl128", linux_quad_platform, FFI_BITS_SYSV, true, true);
const struct ffi_i386_abis ffi_i386_linux_quad_nosse
  = ABIS ("linux-ldbl128-nosse", linux_quad_nosse_platform,
          FFI_BITS_SYSV, false, true);
const struct ffi_i386_abis ffi_i386_freebsd
  = ABIS ("freebsd", freebsd_platform, FFI_BITS_SYSV, false, false);
const struct ffi_i386_abis ffi_i386_darwin
  = ABIS ("darwin", darwin_platform, FFI_BITS_SYSV, false, false);
const struct ffi_i386_abis ffi_i386_mingw
  = ABIS ("mingw", mingw_platform, FFI_BITS_MS, false, true);
const struct ffi_i386_abis ffi_i386_mingw_nosse
  = ABIS ("mingw-nosse", mingw_nosse_platform, FFI_BITS_MS, false, true);
const struct ffi_i386_abis ffi_i386_msvc
  = ABIS ("msvc", msvc_platform, FFI_BITS_MSVC, false, false);

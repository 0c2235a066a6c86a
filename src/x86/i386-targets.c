/* SPDX-License-Identifier: MIT */
/* The ABIs of i386, by ffi_abi.  */
#include "steps.h"

#ifdef __i386__

#include "i386.h"
#include "image.h"
#include "image-i386.h"

_Static_assert (offsetof (ffi_cif, bytes) == 16
                && offsetof (ffi_cif, flags) == 20, "");
_Static_assert (FFI_SIMPLE_FLAGS == (I386_IN_ST0 | I386_POPS_WORD
                                     | I386_POPS_ALL | I386_REGISTERS), "");
_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");
#ifndef FFI_NO_RAW_API
_Static_assert (offsetof (ffi_raw_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_raw_closure, user_data) == CLOSURE_DATA, "");
#endif

FFI_HIDDEN void ffi_i386_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_i386_closure (void), ffi_i386_closure_registers (void),
  ffi_i386_closure_vectors (void),
  ffi_i386_raw_closure (void), ffi_i386_raw_closure_vectors (void),
  ffi_i386_go_closure (void), ffi_i386_go_closure_vectors (void),
  ffi_i386_go_closure_eax (void), ffi_i386_go_closure_eax_vectors (void);

#if defined _WIN32 && defined __GNUC__ && !defined _MSC_VER
# ifdef __SSE__
#  define HERE ffi_i386_mingw
# else
#  define HERE ffi_i386_mingw_nosse
# endif
#elif defined _WIN32
# define HERE ffi_i386_msvc
#elif defined __APPLE__
# define HERE ffi_i386_darwin
#elif defined __FreeBSD__ || defined __OpenBSD__ || defined __DragonFly__
# define HERE ffi_i386_freebsd
#elif __LDBL_MANT_DIG__ == 113
# ifdef __SSE__
#  define HERE ffi_i386_linux_quad
# else
#  define HERE ffi_i386_linux_quad_nosse
# endif
#elif defined __SSE__
# define HERE ffi_i386_linux
#else
# define HERE ffi_i386_linux_nosse
#endif

static void (*closure_entry (uint32_t flags,
                             enum ffi_closure_kind kind)) (void)
{
  bool vectors = flags & I386_VECTORS;
  if (kind == FFI_PLAIN_CLOSURE)
    return vectors                  ? ffi_i386_closure_vectors
           : flags & I386_REGISTERS ? ffi_i386_closure_registers
                                    : ffi_i386_closure;
#ifndef FFI_NO_RAW_API
  if (kind == FFI_RAW_CLOSURE)
    return vectors ? ffi_i386_raw_closure_vectors : ffi_i386_raw_closure;
#endif
  if ((flags & I386_REGISTERS) == I386_EAX_EDX_ECX)
    return NULL;
  if (flags & I386_REGISTERS)
    return vectors ? ffi_i386_go_closure_eax_vectors
                   : ffi_i386_go_closure_eax;
  return vectors ? ffi_i386_go_closure_vectors : ffi_i386_go_closure;
}

/* ---- Preparing without placing --------------------------------------- */

enum { WORD = 4 };

/* Scalars, by type code; SIZE 0: placing tells.  */
static const struct ffi_steps_scalar scalars[FFI_TYPE_LAST + 1] = {
  FFI_STEPS_INTEGERS (STEP_END, RESULT_VOID),
  [FFI_TYPE_FLOAT] = { 4, STEP_WORD_1, RESULT_4, true },
  [FFI_TYPE_DOUBLE] = { 8, STEP_WIDE, RESULT_8, true },
#if FFI_TYPE_LONGDOUBLE != FFI_TYPE_DOUBLE && __LDBL_MANT_DIG__ == 64
  [FFI_TYPE_LONGDOUBLE] = { 12, STEP_WORDS, RESULT_X87, true }
#endif
};

/* What SCALARS tell of TYPE, if TYPE is as the library's own types are; else
   NULL.  Another thread may be filling in the alignment.  */
static inline const struct ffi_steps_scalar *
scalar_of (const ffi_type *type)
{
  unsigned code = type->type <= FFI_TYPE_LAST ? type->type : FFI_TYPE_STRUCT;
  const struct ffi_steps_scalar *scalar = &scalars[code];
  unsigned align = __atomic_load_n (&type->alignment, __ATOMIC_RELAXED);
  return scalar->size != 0 && type->size == scalar->size
           && (align == scalar->size
               || (align == WORD && scalar->size > WORD))
             ? scalar : NULL;
}

/* The arguments so far.  */
struct taken
{
  struct ffi_steps_fields fields;
  uint32_t stack;            /* bytes */
  bool fits;                 /* the fields have room */
  const ffi_type *ready;     /* the last struct that is laid out */
};

/* Whether TYPE is a struct that is laid out.  */
static inline bool
is_struct (const struct ffi_abi_desc *abi, const ffi_type *type,
           struct taken *t)
{
  if (type != t->ready
      && (type->type != FFI_TYPE_STRUCT || !ffi_is_ready (abi, type)))
    return false;
  t->ready = type;
  return true;
}

/* Adds TIMES arguments of TYPE to T.  False: placing tells.  */
FFI_STEP bool
add_arguments (const struct ffi_abi_desc *abi, struct taken *t,
               const ffi_type *type, unsigned times)
{
  const struct ffi_steps_scalar *scalar = scalar_of (type);
  if (!scalar
      && (!is_struct (abi, type, t) || type->alignment > WORD
          || type->size % WORD != 0 || type->size > STEPS_MASK * WORD))
    return false;
  unsigned size = (unsigned) ffi_round_up (type->size, WORD);
  unsigned step = scalar           ? scalar->step
                  : size == WORD   ? STEP_WORD_1
                  : size == 8      ? STEP_WIDE
                                   : STEP_WORDS;
  if (size == 8 && type->alignment > WORD && t->stack % 8 != 0)
    t->fields.is_simple = false;
  t->stack += times * size;
  if (step != STEP_WORDS)
    t->fits = t->fits && ffi_steps_add_times (&t->fields, step, times);
  else
    for (; t->fits && times != 0; times--)
      t->fits = ffi_steps_add (&t->fields, STEP_WORDS, size / WORD);
  return true;
}

/* The code of scalars and most structs, where all arguments are on the stack,
   the first lowest; FFI_CODE_GENERAL: placing tells.  */
static uint64_t
code_of_types (const struct ffi_abi_desc *abi, const struct ffi_signature *sig)
{
  const struct ffi_i386_desc *desc = (const struct ffi_i386_desc *) abi;
  const ffi_type *rtype = sig->rtype;
  const struct ffi_steps_scalar *scalar = scalar_of (rtype);
  uint32_t nargs = sig->nargs;
  struct taken t;
  uint32_t place = I386_EAX, flags = 0;
  unsigned kind = RESULT_VOID;
  ffi_steps_begin (&t.fields);
  t.stack = 0;
  t.fits = true;
  t.ready = NULL;
  if (scalar)
    {
      kind = scalar->result;
      if (scalar->is_float)
        {
          place = I386_ST0;
          flags = kind == RESULT_4   ? I386_FLOAT
                  : kind == RESULT_8 ? I386_DOUBLE
                                     : I386_LONG_DOUBLE;
        }
    }
  else if (!desc->platform->small_structs && is_struct (abi, rtype, &t))
    {
      kind = RESULT_ECHO;
      t.stack = WORD;
    }
  else if (rtype->type == FFI_TYPE_VOID && rtype->size != 0)
    place = I386_STACK;      /* as ffi_steps_code has it */
  else
    return FFI_CODE_GENERAL;
  for (uint32_t i = 0; i < nargs;)
    {
      const ffi_type *type = sig->arg_types[i];
      unsigned times = 1;
      while (++i < nargs && sig->arg_types[i] == type)
        times++;
      if (!type || !add_arguments (abi, &t, type, times))
        return FFI_CODE_GENERAL;
    }
  /* A code tells the size of no larger stack.  */
  if (desc->callee_pops && t.stack >= 8 * STEPS_MAX_STACK)
    return FFI_CODE_GENERAL;
  flags |= ffi_i386_pop_flags (desc, true, kind == RESULT_ECHO, t.stack);
  uint64_t code = t.fits ? ffi_steps_end (&t.fields, nargs, kind, place / WORD,
                                          t.stack, flags) : 0;
  return code != 0 ? code : ffi_sized_code (abi, t.stack, 0, flags)
                            | FFI_CODE_PLAIN;
}

static ffi_status
prepare (ffi_cif *cif, ffi_abi abi, uint32_t nargs, ffi_type *rtype,
         ffi_type **arg_types)
{
  struct ffi_signature sig = { rtype, arg_types, nargs, FFI_NOT_VARIADIC };
  uint64_t code = code_of_types (ffi_target_get (abi)->desc, &sig);
  if (code == FFI_CODE_GENERAL)
    return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
  ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);
  return FFI_OK;
}

#define TARGET(convention, prepare_)                                          \
  static const struct ffi_target convention##_target                          \
    = { .desc = &HERE.convention##_.abi, .call = ffi_i386_call,               \
        .closure = closure_entry, .prepare = prepare_ }

TARGET (cdecl, prepare);
TARGET (stdcall, prepare);
TARGET (thiscall, NULL);
TARGET (fastcall, NULL);
TARGET (pascal, NULL);
TARGET (register, NULL);

const struct ffi_target *const ffi_targets[FFI_LAST_ABI] = {
  [FFI_SYSV] = &cdecl_target,
  [FFI_MS_CDECL] = &cdecl_target,
  [FFI_STDCALL] = &stdcall_target,
  [FFI_THISCALL] = &thiscall_target,
  [FFI_FASTCALL] = &fastcall_target,
  [FFI_PASCAL] = &pascal_target,
  [FFI_REGISTER] = &register_target
};

#endif

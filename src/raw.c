/* SPDX-License-Identifier: MIT */
/* The raw API: arguments in words.  The words of a value, on both sides:

     integers, float, pointers    one word, integers widened to it
     wider scalars                as many as they need (Java: two if of 64
                                  bits, whatever a word is)
     aggregates                   one that points to the value; on platforms
                                  with a native raw API, its bytes  */
#include "arch.h"

#ifndef FFI_NO_RAW_API

static bool
is_pointed_to (const ffi_type *type)
{
  return !FFI_NATIVE_RAW_API
         && (ffi_is_aggregate (type) || type->type == FFI_TYPE_COMPLEX
             || type->type == FFI_TYPE_VECTOR);
}

static size_t
raw_words (const ffi_type *type)
{
  if (is_pointed_to (type))
    return 1;
  return (type->size + sizeof (ffi_raw) - 1) / sizeof (ffi_raw);
}

static size_t
java_words (const ffi_type *type)
{
  switch (type->type)
    {
    case FFI_TYPE_UINT64:
    case FFI_TYPE_SINT64:
    case FFI_TYPE_DOUBLE:
      return 2;
    default:
      if (is_pointed_to (type))
        return 1;
      return (type->size + sizeof (ffi_java_raw) - 1) / sizeof (ffi_java_raw);
    }
}

/* The address of the value of TYPE whose words of UNIT bytes start at WORD. */
static void *
value_in_words (const ffi_type *type, char *word, size_t unit)
{
  if (is_pointed_to (type))
    {
      void *p;
      memcpy (&p, word, sizeof p);
      return p;
    }
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  if (type->size < unit && type->type != FFI_TYPE_FLOAT)
    return word + unit - type->size;
#else
  (void) unit;
#endif
  return word;
}

/* Stores VALUE of TYPE in the words of UNIT bytes at WORD.  */
static void
value_to_words (const ffi_type *type, const void *value, char *word,
                size_t unit)
{
  if (is_pointed_to (type))
    {
      memcpy (word, &value, sizeof value);
      return;
    }
  int64_t x;
  switch (type->type)
    {
    case FFI_TYPE_VOID:
      return;
    case FFI_TYPE_UINT8:
      x = *(const uint8_t *) value;
      break;
    case FFI_TYPE_SINT8:
      x = *(const int8_t *) value;
      break;
    case FFI_TYPE_UINT16:
      x = *(const uint16_t *) value;
      break;
    case FFI_TYPE_SINT16:
      x = *(const int16_t *) value;
      break;
    case FFI_TYPE_UINT32:
      x = *(const uint32_t *) value;
      break;
    case FFI_TYPE_INT:
    case FFI_TYPE_SINT32:
      x = *(const int32_t *) value;
      break;
    case FFI_TYPE_POINTER:
      x = (int64_t) (uintptr_t) *(void *const *) value;
      break;
    default:
      memcpy (word, value, type->size);
      return;
    }
  int32_t low = (int32_t) x;
  memcpy (word, unit == 8 ? (void *) &x : (void *) &low, unit);
}

/* The two kinds of words.  */
struct raw_kind
{
  size_t unit;                         /* bytes of a word */
  size_t (*words) (const ffi_type *);  /* of a value */
};

static const struct raw_kind raw_kind = { sizeof (ffi_raw), raw_words };
static const struct raw_kind java_kind
  = { sizeof (ffi_java_raw), java_words };

static size_t
words_size (const struct raw_kind *kind, const ffi_cif *cif)
{
  size_t n = 0;
  for (unsigned i = 0; i < cif->nargs; i++)
    n += kind->words (cif->arg_types[i]);
  return n * kind->unit;
}

static void
words_to_pointers (const struct raw_kind *kind, const ffi_cif *cif,
                   char *word, void **args)
{
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      const ffi_type *type = cif->arg_types[i];
      args[i] = value_in_words (type, word, kind->unit);
      word += kind->words (type) * kind->unit;
    }
}

static void
pointers_to_words (const struct raw_kind *kind, const ffi_cif *cif,
                   void **args, char *word)
{
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      const ffi_type *type = cif->arg_types[i];
      value_to_words (type, args[i], word, kind->unit);
      word += kind->words (type) * kind->unit;
    }
}

static bool
is_aligned (const ffi_type *type, const void *value)
{
  return ((uintptr_t) value & (type->alignment - 1)) == 0;
}

/* A word may be less aligned than ffi_call requires for a wider value.  Such
   values are copied.  */
static void
words_call (const struct raw_kind *kind, ffi_cif *cif, void (*fn) (void),
            void *rvalue, char *word)
{
  void **avalue = ffi_alloca ((cif->nargs + 1) * sizeof (void *));
  words_to_pointers (kind, cif, word, avalue);
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      const ffi_type *type = cif->arg_types[i];
      if (!is_pointed_to (type) && !is_aligned (type, avalue[i]))
        {
          char *copy = ffi_alloca (type->size + type->alignment);
          copy = (char *) ffi_round_up ((uintptr_t) copy, type->alignment);
          avalue[i] = memcpy (copy, avalue[i], type->size);
        }
    }
  /* The general path, so that no value of this function is left in a register
     that carries no argument.  */
  ffi_call_general (cif, fn, rvalue, avalue, NULL);
}

size_t
ffi_raw_size (ffi_cif *cif)
{
  return words_size (&raw_kind, cif);
}

void
ffi_raw_to_ptrarray (ffi_cif *cif, ffi_raw *raw, void **args)
{
  words_to_pointers (&raw_kind, cif, (char *) raw, args);
}

void
ffi_ptrarray_to_raw (ffi_cif *cif, void **args, ffi_raw *raw)
{
  pointers_to_words (&raw_kind, cif, args, (char *) raw);
}

void
ffi_raw_call (ffi_cif *cif, void (*fn) (void), void *rvalue, ffi_raw *avalue)
{
  words_call (&raw_kind, cif, fn, rvalue, (char *) avalue);
}

size_t
ffi_java_raw_size (ffi_cif *cif)
{
  return words_size (&java_kind, cif);
}

void
ffi_java_raw_to_ptrarray (ffi_cif *cif, ffi_java_raw *raw, void **args)
{
  words_to_pointers (&java_kind, cif, (char *) raw, args);
}

void
ffi_java_ptrarray_to_raw (ffi_cif *cif, void **args, ffi_java_raw *raw)
{
  pointers_to_words (&java_kind, cif, args, (char *) raw);
}

#if !FFI_NATIVE_RAW_API
void
ffi_java_raw_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
                   ffi_java_raw *avalue)
{
  words_call (&java_kind, cif, fn, rvalue, (char *) avalue);
}
#endif

#if !FFI_NATIVE_RAW_API
/* A raw closure is a closure whose handler makes words of the arguments and
   calls the real one.  ffi_closure's members come first in it: fun is
   translate_args, user_data is this_closure.  */
_Static_assert (offsetof (ffi_raw_closure, translate_args)
                == offsetof (ffi_closure, fun), "");
_Static_assert (offsetof (ffi_raw_closure, this_closure)
                == offsetof (ffi_closure, user_data), "");

static void
translate (const struct raw_kind *kind, ffi_cif *cif, void *rvalue,
           void **avalue, const ffi_raw_closure *closure)
{
  ffi_raw *raw = ffi_alloca (words_size (kind, cif) + sizeof (ffi_raw));
  pointers_to_words (kind, cif, avalue, (char *) raw);
  closure->fun (cif, rvalue, raw, closure->user_data);
}

static void
translate_raw (ffi_cif *cif, void *rvalue, void **avalue, void *closure)
{
  translate (&raw_kind, cif, rvalue, avalue, closure);
}

static void
translate_java (ffi_cif *cif, void *rvalue, void **avalue, void *closure)
{
  translate (&java_kind, cif, rvalue, avalue, closure);
}

static ffi_status
prepare_raw (ffi_raw_closure *closure, ffi_cif *cif,
             void (*translate_args) (ffi_cif *, void *, void **, void *),
             void (*fun) (ffi_cif *, void *, ffi_raw *, void *),
             void *user_data, void *codeloc)
{
  if (!closure || !fun)
    return FFI_BAD_TYPEDEF;
  ffi_status status
    = ffi_prep_closure_loc ((ffi_closure *) closure, cif, translate_args,
                            closure, codeloc);
  if (status == FFI_OK)
    {
      closure->fun = fun;
      closure->user_data = user_data;
    }
  return status;
}

ffi_status
ffi_prep_raw_closure_loc (ffi_raw_closure *closure, ffi_cif *cif,
                          void (*fun) (ffi_cif *, void *, ffi_raw *, void *),
                          void *user_data, void *codeloc)
{
  return prepare_raw (closure, cif, translate_raw, fun, user_data, codeloc);
}

ffi_status
ffi_prep_java_raw_closure_loc (ffi_java_raw_closure *closure, ffi_cif *cif,
                               void (*fun) (ffi_cif *, void *,
                                            ffi_java_raw *, void *),
                               void *user_data, void *codeloc)
{
  return prepare_raw ((ffi_raw_closure *) closure, cif, translate_java,
                      (void (*) (ffi_cif *, void *, ffi_raw *, void *)) fun,
                      user_data, codeloc);
}

ffi_status
ffi_prep_java_raw_closure (ffi_java_raw_closure *closure, ffi_cif *cif,
                           void (*fun) (ffi_cif *, void *, ffi_java_raw *,
                                        void *),
                           void *user_data)
{
  return ffi_prep_java_raw_closure_loc (closure, cif, fun, user_data,
                                        closure);
}
#else /* FFI_NATIVE_RAW_API */

/* A raw closure is a separate kind of closure, because the struct has no
   room for a second handler.  */
_Static_assert (sizeof (ffi_raw_closure) == sizeof (ffi_closure), "");
_Static_assert (offsetof (ffi_raw_closure, fun)
                == offsetof (ffi_closure, fun), "");

struct handler
{
  void (*fun) (ffi_cif *, void *, ffi_raw *, void *);
  void *user_data;
};

static void
translate_raw (ffi_cif *cif, void *rvalue, void **avalue, void *data)
{
  const struct handler *handler = data;
  ffi_raw *raw = ffi_alloca (words_size (&raw_kind, cif) + sizeof (ffi_raw));
  pointers_to_words (&raw_kind, cif, avalue, (char *) raw);
  handler->fun (cif, rvalue, raw, handler->user_data);
}

uint64_t
ffi_raw_closure_run (ffi_cif *cif,
                     void (*fun) (ffi_cif *, void *, ffi_raw *, void *),
                     void *user_data, void *image, void *stack)
{
  struct handler handler = { fun, user_data };
  return ffi_closure_run (cif, translate_raw, &handler, image, stack);
}

ffi_status
ffi_prep_raw_closure_loc (ffi_raw_closure *closure, ffi_cif *cif,
                          void (*fun) (ffi_cif *, void *, ffi_raw *, void *),
                          void *user_data, void *codeloc)
{
  return ffi_prep_closure_kind ((ffi_closure *) closure, cif,
                                FFI_RAW_CLOSURE,
                                (void (*) (ffi_cif *, void *, void **,
                                           void *)) fun,
                                user_data, codeloc);
}
#endif /* FFI_NATIVE_RAW_API */

ffi_status
ffi_prep_raw_closure (ffi_raw_closure *closure, ffi_cif *cif,
                      void (*fun) (ffi_cif *, void *, ffi_raw *, void *),
                      void *user_data)
{
  return ffi_prep_raw_closure_loc (closure, cif, fun, user_data, closure);
}

#endif /* !FFI_NO_RAW_API */

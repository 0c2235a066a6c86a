/* SPDX-License-Identifier: MIT */
/* Hostile types: bytes are decoded to a graph of type objects and to calls of
   the library's functions with it.  Whatever the bytes are, each call gives a
   status, ends soon, and writes nothing but what it may: the cif, and size and
   alignment of aggregates that had no size.  Signatures that are accepted and
   small are called: through a closure of the same cif, whose handler reads
   all of its arguments.

   For libFuzzer this is LLVMFuzzerTestOneInput (compile with -DFUZZER); else
   a program that runs the files or folders named as arguments, or the kept
   corpus, which is what "make check" does and AFL++ can drive (testsuite/fuzz
   /run does both).  */
#define _FILE_OFFSET_BITS 64   /* readdir fails without, under an emulator */
#include <ffi.h>
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include "check.h"

enum
{
  TYPES = 16, POOL = 64, ARGS = 64,
  HUGE = 1 << 9,             /* members of the longest list */
  CALL_BYTES = 16384         /* signatures of less are called */
};

/* ---- The bytes ---------------------------------------------------------- */

static const unsigned char *at, *end;

static unsigned
byte (void)
{
  return at < end ? *at++ : 0;
}

static unsigned
word (void)
{
  unsigned low = byte ();
  return low | byte () << 8;
}

/* ---- The graph ---------------------------------------------------------- */

/* Objects that the library may not write beside.  */
struct guarded_type
{
  uint64_t before;
  union
  {
    ffi_type type;
    ffi_array array;
    ffi_bitfield bits;
    ffi_record record;
  };
  uint64_t after;
};

static struct guarded_type table[TYPES], copy[TYPES];
static ffi_type *pool[POOL + 1], *args[ARGS + 1];
static ffi_type *huge[HUGE + 1];   /* the first type, again and again */
static unsigned ntypes;

static ffi_type *const builtin[] = {
  &ffi_type_void, &ffi_type_uint8, &ffi_type_sint8, &ffi_type_uint16,
  &ffi_type_sint16, &ffi_type_uint32, &ffi_type_sint32, &ffi_type_uint64,
  &ffi_type_sint64, &ffi_type_float, &ffi_type_double, &ffi_type_longdouble,
  &ffi_type_pointer,
#ifdef FFI_TARGET_HAS_INT128
  &ffi_type_uint128, &ffi_type_sint128,
#endif
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
  &ffi_type_complex_float, &ffi_type_complex_double,
  &ffi_type_complex_longdouble,
#endif
};

enum { BUILTINS = sizeof builtin / sizeof builtin[0] };

static ffi_type *
reference (void)
{
  unsigned b = byte ();
  if (b < BUILTINS)
    return builtin[b];
  return b < 32 ? NULL : &table[b % TYPES].type;
}

static size_t
decode_size (void)
{
  unsigned b = byte ();
  switch (b)
    {
    case 255:
      return SIZE_MAX;
    case 254:
      return SIZE_MAX / 2 + 1;
    case 253:
      return (size_t) 64 << 20;
    case 252:
      return ((size_t) 64 << 20) + 1;
    case 251:
      return (size_t) UINT32_MAX + 1;
    case 250:
      return (size_t) word () << (byte () % 56);
    default:
      return b;
    }
}

static unsigned short
decode_alignment (void)
{
  unsigned b = byte ();
  return (unsigned short) (b < 16 ? 1u << b : b < 32 ? 0 : b < 40 ? 65535
                           : b < 48 ? word () : b);
}

static ffi_type **
decode_elements (void)
{
  unsigned b = byte ();
  return b == 0 ? NULL : b == 255 ? huge : &pool[b % POOL];
}

/* What libffi's types do not have.  */
static void
decode_more (struct guarded_type *t)
{
  switch (t->type.type)
    {
    case FFI_TYPE_ARRAY:
      t->array.element = reference ();
      t->array.count = decode_size ();
      break;
    case FFI_TYPE_BITFIELD:
      t->bits.unit = reference ();
      t->bits.width = byte ();
      if (t->bits.width >= 192)
        t->bits.width = (t->bits.width % 64) | FFI_BITFIELD_UNNAMED;
      else if (t->bits.width >= 160)
        t->bits.width = word () << (byte () % 16);
      break;
    case FFI_TYPE_RECORD:
      t->record.pack = decode_alignment ();
      t->record.align = decode_alignment ();
      t->record.flags = byte ();
      break;
    default:
      break;
    }
}

static void
decode_graph (void)
{
  ntypes = byte () % (TYPES + 1);
  unsigned n = byte () % (POOL + 1);
  memset (table, 0, sizeof table);
  memset (pool, 0, sizeof pool);
  memset (args, 0, sizeof args);
  for (unsigned i = 0; i < n; i++)
    pool[i] = reference ();
  for (unsigned i = 0; i < ntypes; i++)
    {
      unsigned code = byte ();
      ffi_type *type = &table[i].type;
      type->type = (unsigned short) (code < 32 ? code
                                     : code < 160 ? FFI_TYPE_STRUCT
                                     : code < 200 ? FFI_TYPE_UNION + code % 4
                                     : code < 216 ? FFI_TYPE_COMPLEX
                                     : code < 232 ? FFI_TYPE_VECTOR
                                                  : word ());
      type->size = decode_size ();
      type->alignment = decode_alignment ();
      type->elements = decode_elements ();
      decode_more (&table[i]);
    }
  for (unsigned i = 0; i < TYPES; i++)
    table[i].before = table[i].after = UINT64_C (0xa5a5a5a5a5a5a5a5);
}

static int
is_aggregate (const ffi_type *type)
{
  return type->type == FFI_TYPE_STRUCT || type->type == FFI_TYPE_COMPLEX
         || type->type == FFI_TYPE_VECTOR
         || (type->type >= FFI_TYPE_UNION && type->type <= FFI_TYPE_RECORD);
}

/* Only aggregates without a size got one, and types without an alignment.  A
   struct of no bytes may have got the alignment of its members.  */
static void
check_graph (void)
{
  for (unsigned i = 0; i < TYPES; i++)
    {
      ffi_type *was = &copy[i].type, *is = &table[i].type;
      if (is_aggregate (was) && was->size == 0
          && (is->size != 0 || is->alignment > was->alignment
              || was->type >= FFI_TYPE_UNION))
        {
          was->size = is->size;
          was->alignment = is->alignment;
        }
      if (was->alignment == 0)
        was->alignment = is->alignment;
    }
  CHECK (memcmp (table, copy, sizeof table) == 0);
}

/* ---- Calls -------------------------------------------------------------- */

static ffi_closure *closure;
static void *code;
static unsigned char *value[ARGS];
static volatile unsigned sink;

/* The bytes that a caller provides for a result of TYPE.  */
static size_t
room_for (const ffi_type *type)
{
  return type->type == FFI_TYPE_VOID || type->size < sizeof (ffi_arg)
           ? sizeof (ffi_arg)
           : type->size;
}

/* Memory for a result of TYPE, aligned for it and no more than it needs.
   *BLOCK is to be freed.  */
static void *
result_of (const ffi_type *type, void **block)
{
  size_t align = type->type == FFI_TYPE_VOID || type->alignment < 16
                   ? 16
                   : type->alignment;
  size_t size = (room_for (type) + align - 1) & -align;
#ifdef _WIN32
  *block = malloc (size + align);
  CHECK (*block);
  return (void *) (((uintptr_t) *block + align - 1) & -align);
#else
  *block = aligned_alloc (align, size);
  CHECK (*block);
  return *block;
#endif
}

/* The bytes of argument I of CIF.  One that is void has no value, whatever size
   its description says; the handler's pointer to it may be read.  */
static size_t
bytes_of (const ffi_cif *cif, unsigned i)
{
  const ffi_type *type = cif->arg_types[i];
  return type->type == FFI_TYPE_VOID ? 1 : type->size;
}

/* The handler: reads every byte that it was given, writes the result.  */
static void
handle (ffi_cif *cif, void *result, void **avalue, void *data)
{
  CHECK (data == &sink);
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      const ffi_type *type = cif->arg_types[i];
      CHECK (((uintptr_t) avalue[i] & (type->alignment - 1)) == 0
             || (uintptr_t) avalue[i] % 16 == 0 || type->alignment <= 8
             || type->type == FFI_TYPE_VOID);
      for (size_t k = 0; k < bytes_of (cif, i); k++)
        sink += ((unsigned char *) avalue[i])[k];
    }
  if (cif->rtype->type != FFI_TYPE_VOID)
    memset (result, 1, is_aggregate (cif->rtype) ? cif->rtype->size
                                                 : room_for (cif->rtype));
}

static int
is_small (const ffi_cif *cif)
{
  size_t bytes = room_for (cif->rtype);
  if (cif->nargs > ARGS || bytes > CALL_BYTES)
    return 0;
  for (unsigned i = 0; i < cif->nargs; i++)
    if ((bytes += bytes_of (cif, i) + cif->arg_types[i]->alignment)
        > CALL_BYTES)
      return 0;
  return 1;
}

/* Calls the closure with values that end where their memory ends.  */
static void
call (ffi_cif *cif, ffi_call_plan *plan)
{
  void *avalue[ARGS], *block;
  void *result = result_of (cif->rtype, &block);
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      avalue[i] = value[i] = malloc (bytes_of (cif, i));
      CHECK (value[i]);
      memset (value[i], (int) i + 1, bytes_of (cif, i));
    }
  ffi_call (cif, FFI_FN (code), result, avalue);
  ffi_call (cif, FFI_FN (code), NULL, avalue);
  if (plan)
    ffi_call_plan_invoke (plan, FFI_FN (code), result, avalue);
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      for (size_t k = 0; k < bytes_of (cif, i); k++)
        CHECK (value[i][k] == i + 1);
      free (value[i]);
    }
  free (block);
}

/* What else takes a cif.  */
static void
use (ffi_cif *cif)
{
  ffi_placement placement[8];
  ffi_description description;
  ffi_call_plan *plan = ffi_call_plan_alloc (cif);
  CHECK (plan && ffi_call_plan_size (plan) > 0);
  CHECK (ffi_describe (cif, &description, placement, 8) == FFI_OK);
#if FFI_GO_CLOSURES
  ffi_go_closure go;
  ffi_status status = ffi_prep_go_closure (&go, cif, handle);
# ifdef __i386__                /* no register is left for the static chain */
  if (cif->abi == FFI_REGISTER && status == FFI_BAD_ABI)
    status = FFI_OK;
# endif
  CHECK (status == FFI_OK);
#endif
#ifndef FFI_NO_RAW_API
  sink += (unsigned) (ffi_raw_size (cif) + ffi_java_raw_size (cif));
#endif
  CHECK (ffi_prep_closure_loc (closure, cif, handle, (void *) &sink, code)
         == FFI_OK);
  if (is_small (cif))
    call (cif, plan);
  ffi_call_plan_free (plan);
}

static void
prepare (void)
{
  struct { uint64_t before; ffi_cif cif; uint64_t after; } c, was;
  unsigned abi = byte (), n = byte (), nfixed = byte (), count = n % ARGS;
  ffi_type *rtype = reference (), **types = args;
  memset (&was, 0xa5, sizeof was);
  c = was;
  for (unsigned i = 0; n < 240 && i < count; i++)
    args[i] = reference ();
  if (n == 255)
    types = NULL;
  else if (n >= 250)
    count = 65536 + (word () << (byte () % 16));
  else if (n >= 240)
    {
      types = huge;
      count = word () % (HUGE + 1);
    }
  if (abi < 128)
    abi = FFI_DEFAULT_ABI;
  else if (abi < 250)
    abi %= FFI_LAST_ABI + 2;
  else
    abi = word () << 16;
  ffi_status status
    = nfixed < 128
        ? ffi_prep_cif (&c.cif, (ffi_abi) abi, count, rtype, types)
        : ffi_prep_cif_var (&c.cif, (ffi_abi) abi,
                            nfixed == 255 ? UINT_MAX : nfixed - 128u, count,
                            rtype, types);
  CHECK (c.before == was.before && c.after == was.after);
  check_graph ();
  if (status == FFI_OK)
    use (&c.cif);
  else
    CHECK (status <= FFI_BAD_ARGTYPE && memcmp (&c, &was, sizeof c) == 0);
}

static void
struct_offsets (void)
{
  static size_t offsets[HUGE + 2];
  ffi_type *type = reference ();
  unsigned b = byte ();
  size_t n = 0;
  if (type && is_aggregate (type))
    for (; type->elements && type->elements[n]; n++)
      ;
  offsets[n] = 0xa5;
  ffi_status status
    = ffi_get_struct_offsets (b < 200 ? FFI_DEFAULT_ABI : (ffi_abi) (b - 200),
                              type, b % 2 ? offsets : NULL);
  CHECK (status <= FFI_BAD_ARGTYPE);
  CHECK (offsets[n] == 0xa5);
  check_graph ();
}

static void
member (void)
{
  ffi_type *type = reference ();
  size_t offset = 0xa5, index = decode_size ();
  unsigned bit, width;
  ffi_status status = ffi_get_member (FFI_DEFAULT_ABI, type, index, &offset,
                                      &bit, &width);
  CHECK (status <= FFI_BAD_ARGTYPE);
  CHECK (status == FFI_OK || offset == 0xa5);
  check_graph ();
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (!closure)
    {
      closure = ffi_closure_alloc (sizeof *closure, &code);
      CHECK (closure);
      for (unsigned i = 0; i < HUGE; i++)
        huge[i] = &table[0].type;
    }
  at = data;
  end = data + size;
  decode_graph ();
  memcpy (copy, table, sizeof table);
  for (unsigned i = 0; i < 4 && at < end; i++)
    {
      unsigned what = byte ();
      if (what % 4 != 0)
        prepare ();
      else if (what < 128)
        struct_offsets ();
      else
        member ();
    }
  return 0;
}

/* ---- Without a fuzzer --------------------------------------------------- */

#ifndef FUZZER

#ifndef CORPUS
# define CORPUS "corpus"
#endif
#ifndef __AFL_LOOP
# define __AFL_LOOP(n) (once++ == 0)
static int once;
#endif

static unsigned ran;

static void
run_file (const char *path)
{
  static unsigned char data[1 << 16];
  FILE *in = fopen (path, "rb");
  CHECK (in);
  size_t size = fread (data, 1, sizeof data, in);
  fclose (in);
  LLVMFuzzerTestOneInput (data, size);
  ran++;
}

static void
run (const char *path)
{
  char name[4096];
  DIR *dir = opendir (path);
  if (!dir)
    {
      run_file (path);
      return;
    }
  for (struct dirent *e; (e = readdir (dir));)
    if (e->d_name[0] != '.')
      {
        snprintf (name, sizeof name, "%s/%s", path, e->d_name);
        run_file (name);
      }
  closedir (dir);
}

int
main (int argc, char **argv)
{
  if (argc == 1)
    run (CORPUS);
  while (argc > 1 && __AFL_LOOP (10000))
    for (int i = 1; i < argc; i++)
      run (argv[i]);
  printf ("%u inputs\n", ran);
  return ran == 0;
}

#endif

/* SPDX-License-Identifier: MIT */
/* ffi_prep_cif_why names the argument that is refused and says why, for each
   of the reasons, in as many words as it takes: a reason that is told of
   another mistake, or of the argument beside, is found.  Good signatures are
   as those that ffi_prep_cif and ffi_prep_cif_var prepare.  */
#include <ffi.h>
#include "check.h"

#define WHOLE FFI_WHOLE_SIGNATURE
#define RESULT FFI_PLACED_RESULT
enum { PLAIN = -1, MANY = 70000 };

#define INT &ffi_type_sint
#define DBL &ffi_type_double
#define STRUCT(...) \
  { 0, 0, FFI_TYPE_STRUCT, (ffi_type *[]) { __VA_ARGS__, NULL } }

static ffi_type empty = { 0, 0, FFI_TYPE_STRUCT, (ffi_type *[]) { NULL } };
static ffi_type unlisted = { 0, 0, FFI_TYPE_STRUCT, NULL };
static ffi_type with_void = STRUCT (INT, &ffi_type_void);
static ffi_type with_void_inside = STRUCT (DBL, &with_void);
static ffi_type unknown = { 4, 4, 77, NULL };
static ffi_type wrong_size = { 3, 4, FFI_TYPE_SINT32, NULL };
static ffi_type odd = { 4, 3, FFI_TYPE_SINT32, NULL };
static ffi_type huge = { (size_t) 65 << 20, 8, FFI_TYPE_STRUCT,
                         (ffi_type *[]) { INT, NULL } };
static ffi_type large = { (size_t) 40 << 20, 8, FFI_TYPE_STRUCT,
                          (ffi_type *[]) { INT, NULL } };
static ffi_type no_list = { 0, 0, FFI_TYPE_COMPLEX, NULL };
static ffi_type no_real = { 0, 0, FFI_TYPE_COMPLEX, (ffi_type *[]) { NULL } };
static ffi_type short_complex = { 8, 8, FFI_TYPE_COMPLEX,
                                  (ffi_type *[]) { DBL, NULL } };
static ffi_type no_lane = { 0, 0, FFI_TYPE_VECTOR,
                            (ffi_type *[]) { &ffi_type_pointer, NULL } };
static ffi_type two_lanes = { 0, 0, FFI_TYPE_VECTOR,
                              (ffi_type *[]) { DBL, &ffi_type_float, NULL } };
static ffi_type short_vector = { 8, 8, FFI_TYPE_VECTOR,
                                 (ffi_type *[]) { DBL, DBL, NULL } };

#define IN_STRUCT(name)                                                      \
  static ffi_type in_##name = STRUCT (INT, &name.type)
static ffi_bitfield bits = FFI_BITFIELD_INIT (INT, 3);
static ffi_bitfield wide_bits = FFI_BITFIELD_INIT (INT, 33);
static ffi_bitfield float_bits = FFI_BITFIELD_INIT (DBL, 3);
IN_STRUCT (wide_bits);
IN_STRUCT (float_bits);
static ffi_array array = FFI_ARRAY_INIT (INT, 3);
static ffi_array no_array = FFI_ARRAY_INIT (INT, 0);
static ffi_array of_nothing = FFI_ARRAY_INIT (NULL, 3);
static ffi_array huge_array = FFI_ARRAY_INIT (INT, SIZE_MAX / 2);
IN_STRUCT (no_array);
IN_STRUCT (of_nothing);
IN_STRUCT (huge_array);
static ffi_bitfield bits_of_bits = FFI_BITFIELD_INIT (&bits.type, 2);
static ffi_array of_bits = FFI_ARRAY_INIT (&bits.type, 3);
static ffi_array of_void = FFI_ARRAY_INIT (&ffi_type_void, 3);
static ffi_array of_empty = FFI_ARRAY_INIT (&empty, 3);
static ffi_array of_wrong = FFI_ARRAY_INIT (&wrong_size, 3);
static ffi_array negative_array = FFI_ARRAY_INIT (INT, (size_t) -1);
IN_STRUCT (bits_of_bits);
IN_STRUCT (of_bits);
IN_STRUCT (of_void);
IN_STRUCT (of_wrong);
IN_STRUCT (negative_array);
static ffi_type only_empty = STRUCT (&of_empty.type);
static ffi_record odd_align
  = FFI_RECORD_INIT (((ffi_type *[]) { INT, NULL }), 0, 12);
static ffi_record large_align
  = FFI_RECORD_INIT (((ffi_type *[]) { INT, NULL }), 0, 65536);
static ffi_record both_kinds
  = { { 0, 0, FFI_TYPE_RECORD, (ffi_type *[]) { INT, NULL } }, 0, 0,
      FFI_RECORD_MS | FFI_RECORD_GNU };
static ffi_record odd_record
  = FFI_RECORD_INIT (((ffi_type *[]) { INT, NULL }), 3, 0);
static ffi_type empty_union
  = { 0, 0, FFI_TYPE_UNION, (ffi_type *[]) { NULL } };
static ffi_type wrong_union
  = { 12, 4, FFI_TYPE_UNION, (ffi_type *[]) { INT, NULL } };

/* 2^n members, none listed twice in a row; and one too many levels.  */
enum { DEPTH = 70 };
static ffi_type chain[DEPTH];
static ffi_type *chain_list[DEPTH][2];
static ffi_type doubling[24];
static ffi_type *doubling_list[24][5];

static void
make_nests (void)
{
  for (int i = 0; i < DEPTH; i++)
    {
      chain_list[i][0] = i ? &chain[i - 1] : INT;
      chain[i] = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, chain_list[i] };
    }
  for (int i = 0; i < 24; i++)
    {
      doubling_list[i][0] = doubling_list[i][2]
        = i ? &doubling[i - 1] : &ffi_type_uint8;
      doubling_list[i][1] = doubling_list[i][3] = &ffi_type_uint8;
      doubling[i] = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, doubling_list[i] };
    }
}

static ffi_type *types[MANY];

/* ffi_prep_cif_why with these arguments, the others int.  */
static ffi_status
prepare (int nfixed, unsigned n, ffi_type *rtype, unsigned at, ffi_type *type,
         unsigned *argument, const char **why)
{
  ffi_cif cif, before;
  for (unsigned i = 0; i < n; i++)
    types[i] = INT;
  if (at < n)
    types[at] = type;
  memset (&before, 0x77, sizeof before);
  cif = before;
  *argument = 12345;
  *why = "unset";
  ffi_status status = ffi_prep_cif_why (&cif, FFI_DEFAULT_ABI, nfixed, n,
                                        rtype, types, argument, why);
  CHECK ((memcmp (&cif, &before, sizeof cif) == 0) == (status != FFI_OK));
  CHECK ((nfixed == PLAIN
            ? ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, rtype, types)
            : ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, (unsigned) nfixed, n,
                                rtype, types))
         == status);
  CHECK ((*why == NULL) == (status == FFI_OK));
  return status;
}

/* TYPE is refused as the result, with WORDS in the reason.  */
static void
refused_result (ffi_type *type, const char *words)
{
  unsigned argument;
  const char *why;
  CHECK (prepare (PLAIN, 3, type, 9, NULL, &argument, &why)
         == FFI_BAD_TYPEDEF);
  CHECK (argument == RESULT && strstr (why, words));
}

/* The same as argument AT of five, the first NFIXED of which are named.  */
static void
refused_argument (ffi_type *type, const char *words, int nfixed, unsigned at)
{
  unsigned argument;
  const char *why;
  CHECK (prepare (nfixed, 5, DBL, at, type, &argument, &why)
         == FFI_BAD_TYPEDEF);
  CHECK (argument == at && strstr (why, words));
}

static void
refused (ffi_type *type, const char *words)
{
  refused_result (type, words);
  for (unsigned at = 0; at < 5; at++)
    {
      refused_argument (type, words, PLAIN, at);
      refused_argument (type, words, 2, at);
    }
}

static void
signatures (void)
{
  unsigned argument;
  const char *why;
  ffi_cif cif;
  CHECK (ffi_prep_cif_why (NULL, FFI_DEFAULT_ABI, PLAIN, 1, INT, types,
                           &argument, &why) == FFI_BAD_TYPEDEF);
  CHECK (argument == WHOLE && strstr (why, "no cif"));
  CHECK (ffi_prep_cif_why (&cif, FFI_LAST_ABI, PLAIN, 1, INT, types,
                           &argument, &why) == FFI_BAD_ABI);
  CHECK (argument == WHOLE && strstr (why, "ABI"));
  CHECK (ffi_prep_cif_why (&cif, FFI_DEFAULT_ABI, PLAIN, 1, INT, NULL,
                           &argument, &why) == FFI_BAD_TYPEDEF);
  CHECK (argument == WHOLE && strstr (why, "list"));
  CHECK (prepare (PLAIN, 65536, INT, MANY, NULL, &argument, &why)
         == FFI_BAD_TYPEDEF);
  CHECK (argument == WHOLE && strstr (why, "65535"));
  CHECK (prepare (3, 2, INT, 9, NULL, &argument, &why) == FFI_BAD_TYPEDEF);
  CHECK (argument == WHOLE && strstr (why, "named"));
  CHECK (prepare (-2, 2, INT, 9, NULL, &argument, &why) == FFI_BAD_TYPEDEF);
  CHECK (argument == WHOLE && strstr (why, "named"));
  /* Nothing is kept, and nobody has to ask.  */
  CHECK (ffi_prep_cif_why (&cif, FFI_DEFAULT_ABI, PLAIN, 1, NULL, types, NULL,
                           NULL) == FFI_BAD_TYPEDEF);
  CHECK (prepare (PLAIN, 2, DBL, 9, NULL, &argument, &why) == FFI_OK);
  CHECK (argument == WHOLE);
  CHECK (prepare (0, 2, DBL, 9, NULL, &argument, &why) == FFI_OK);
}

static void
variadic (void)
{
  unsigned argument;
  const char *why;
  for (unsigned at = 0; at < 5; at++)
    {
      ffi_status status = at < 2 ? FFI_OK : FFI_BAD_ARGTYPE;
      CHECK (prepare (2, 5, DBL, at, &ffi_type_float, &argument, &why)
             == status);
      CHECK (at < 2 || (argument == at && strstr (why, "double")));
      CHECK (prepare (2, 5, DBL, at, &ffi_type_uint8, &argument, &why)
             == status);
      CHECK (at < 2 || (argument == at && strstr (why, "int")));
    }
}

/* Two arguments of 40 MiB are more than all may have, whichever is the second;
   four more than may be looked at.  */
static void
memory (void)
{
  unsigned argument;
  const char *why;
  CHECK (prepare (PLAIN, 5, DBL, 3, &large, &argument, &why) == FFI_OK);
  ffi_cif cif;
  types[1] = &large;
  CHECK (ffi_prep_cif_why (&cif, FFI_DEFAULT_ABI, PLAIN, 5, DBL, types,
                           &argument, &why) == FFI_BAD_TYPEDEF);
  CHECK (argument == 3 && strstr (why, "64 MiB"));
  types[4] = types[0] = &large;
  CHECK (ffi_prep_cif_why (&cif, FFI_DEFAULT_ABI, PLAIN, 5, DBL, types,
                           &argument, &why) == FFI_BAD_TYPEDEF);
  CHECK (argument == 4 && strstr (why, "128 MiB"));
}

/* A vector of more bytes than this processor's registers may have.  */
static void
wide_vector (void)
{
  ffi_type type = { 0, 0, FFI_TYPE_VECTOR,
                    (ffi_type *[]) { DBL, DBL, DBL, DBL, DBL, DBL, DBL, DBL,
                                     NULL } };
  ffi_cif cif;
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &type, NULL) != FFI_OK)
    refused (&type, "ABI");
}

int
main (void)
{
  make_nests ();
  signatures ();
  refused (NULL, "NULL");
  refused (&empty, "no bytes");
  refused (&unlisted, "no bytes");
  refused (&with_void, "void");
  refused (&with_void_inside, "void");
  refused (&unknown, "code");
  refused (&wrong_size, "size");
  refused (&odd, "power of two");
  refused (&huge, "64 MiB");
  refused (&no_list, "list");
  refused (&no_real, "real");
  refused (&short_complex, "real");
  refused (&no_lane, "lanes");
  refused (&two_lanes, "differ");
  refused (&short_vector, "lanes");
  refused (&bits.type, "bit-field");
  refused (&in_wide_bits, "wider");
  refused (&in_float_bits, "integer");
  refused (&array.type, "pointer");
  refused (&in_no_array, "elements");
  refused (&in_of_nothing, "NULL");
  refused (&in_huge_array, "64 MiB");
  refused (&odd_record.type, "power of two");
  refused (&odd_align.type, "power of two");
  refused (&large_align.type, "power of two");
  refused (&both_kinds.type, "flags");
  refused (&in_bits_of_bits, "integer");
  refused (&in_of_bits, "member of a struct");
  refused (&in_of_void, "void");
  refused (&in_of_wrong, "size");
  refused (&in_negative_array, "64 MiB");
  refused (&only_empty, "no bytes");
#ifndef FFI_TARGET_HAS_FLOAT16
  refused (&ffi_type_float16, "two bytes");
  refused (&ffi_type_complex_float16, "two bytes");
#endif
  refused (&empty_union, "no bytes");
  refused (&wrong_union, "size");
  refused (&chain[DEPTH - 1], "deep");
  /* Each time until the limit is reached.  */
  refused_result (&doubling[23], "members");
  refused_argument (&doubling[23], "members", 2, 4);
  variadic ();
  memory ();
  wide_vector ();
  return 0;
}

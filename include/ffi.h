/* SPDX-License-Identifier: MIT */
/* libffi: calls and callbacks whose signatures are known only at
   run time.

   To call:      describe the signature with ffi_prep_cif, then ffi_call.
   To call back: ffi_closure_alloc, then ffi_prep_closure_loc; the code
                 pointer that they give is a C function.

   Sizes are in bytes throughout.  No function here aborts, or keeps state of
   its own between calls, except that closures are taken from a pool; those
   that do not allocate leave errno alone.  All are thread-safe, as long as no
   thread prepares anew or releases an object that another one uses.  */
#ifndef LIBFFI_H
#define LIBFFI_H

#ifndef LIBFFI_ASM
#include <stddef.h>
#include <limits.h>
#endif

#define FFI_VERSION_STRING "3.8.0"
#define FFI_VERSION_NUMBER 30800    /* 10000 * major + 100 * minor + patch */

#include <ffitarget.h>

/* The largest signed number of 64 bits, and of a long long.  */
#define FFI_64_BIT_MAX 9223372036854775807
#define FFI_LONG_LONG_MAX 0x7fffffffffffffffLL

/* Type codes (ffi_type.type).  */
#define FFI_TYPE_VOID 0
#define FFI_TYPE_INT 1
#define FFI_TYPE_FLOAT 2
#define FFI_TYPE_DOUBLE 3
#if defined FFI_TYPE_LONGDOUBLE
/* PowerPC, whatever its long double is.  */
#elif defined __SIZEOF_LONG_DOUBLE__ && __SIZEOF_LONG_DOUBLE__ > __SIZEOF_DOUBLE__
#define FFI_TYPE_LONGDOUBLE 4
#else
#define FFI_TYPE_LONGDOUBLE FFI_TYPE_DOUBLE
#endif
#define FFI_TYPE_UINT8 5
#define FFI_TYPE_SINT8 6
#define FFI_TYPE_UINT16 7
#define FFI_TYPE_SINT16 8
#define FFI_TYPE_UINT32 9
#define FFI_TYPE_SINT32 10
#define FFI_TYPE_UINT64 11
#define FFI_TYPE_SINT64 12
#define FFI_TYPE_STRUCT 13
#define FFI_TYPE_POINTER 14
#define FFI_TYPE_COMPLEX 15
#define FFI_TYPE_UINT128 16
#define FFI_TYPE_SINT128 17
#define FFI_TYPE_VECTOR 18
#define FFI_TYPE_LAST 18

/* What libffi does not have (version node LIBFFI_PLUS_1.2): libffi's codes may
   grow up to these.  */
#define FFI_TYPE_UNION 0x100       /* { 0, 0, FFI_TYPE_UNION, members } */
#define FFI_TYPE_ARRAY 0x101       /* ffi_array.type */
#define FFI_TYPE_BITFIELD 0x102    /* ffi_bitfield.type */
#define FFI_TYPE_RECORD 0x103      /* ffi_record.type */

#ifndef LIBFFI_ASM

#ifdef __cplusplus
extern "C" {
#endif

/* Programs of GNU compilers need no dllimport.  They do not use it, so that
   the address of a type is a constant.  */
#if defined _WIN32 && defined FFI_BUILDING_DLL
# define FFI_API __declspec (dllexport)
#elif defined LIBFFI_BUILDING && !defined _WIN32
# define FFI_API __attribute__ ((visibility ("default")))
#elif defined _MSC_VER && !defined FFI_STATIC_BUILD \
  && !defined LIBFFI_BUILDING
# define FFI_API __declspec (dllimport)
#else
# define FFI_API
#endif
#define FFI_EXTERN extern FFI_API

/* A type.  Scalar types are the ffi_type_* objects below.  The caller makes
   all other types, and keeps a type as long as a cif that names it is used.

   FFI_TYPE_STRUCT   elements is a NULL-terminated list of the members.  An
                     array member may be listed as its elements, one by one.
                     If size and alignment are 0, ffi_prep_cif or
                     ffi_get_struct_offsets computes both.  If the caller sets
                     both, the library uses them as they are.  Programs for
                     libffi describe unions so (any members, the size of the
                     largest), packed structs and bit-fields, as far as the
                     ABI's rules can be guessed from such a description.
   FFI_TYPE_COMPLEX  elements[0] is the real type; size and alignment as for a
                     struct.
   FFI_TYPE_VECTOR   elements repeats one scalar type, once per lane.
                     On i386 Linux, vectors are passed as by code compiled
                     with the same -msse or -mno-sse as the library.  On
                     x86-64, vectors of 32 and 64 bytes are passed as by code
                     compiled for AVX and AVX-512.  For code compiled without
                     these, describe such a vector as a struct of 16-byte
                     vectors, with the size and alignment of the whole vector.

   If size is set and alignment is 0, the alignment is computed.  A member may
   have no bytes (a struct with an empty list); an argument or a result must
   have some.  A struct whose size and alignment are set and whose list is
   empty has unknown content: its bytes are passed as integers.  */
typedef struct _ffi_type
{
  size_t size;               /* bytes */
  unsigned short alignment;  /* bytes, a power of two */
  unsigned short type;       /* FFI_TYPE_* */
  struct _ffi_type **elements;
} ffi_type;

/* Other types of C's structs (version node LIBFFI_PLUS_1.2).  The caller sets
   size and alignment to 0, and the library computes both by the rules of one
   platform.  A size or alignment that these rules do not give is
   FFI_BAD_TYPEDEF.

   FFI_TYPE_UNION    an ffi_type; elements lists the members.
   ffi_array         COUNT elements in a row, COUNT being at least 1; only as a
                     member or as the element of another array.  The time to
                     prepare an array does not depend on COUNT.
   ffi_bitfield      WIDTH bits of UNIT, an integer type of at most 16 bytes;
                     only as a member of a struct, union or record.  WIDTH is
                     at most the number of bits of UNIT.  For a bit-field
                     without a name add FFI_BITFIELD_UNNAMED to WIDTH.  After
                     width 0 the next member starts in another unit.  One
                     object may be a member of several aggregates.
   ffi_record        a struct whose declaration has attributes; with
                     FFI_RECORD_UNION a union.  PACK is the largest alignment
                     of its members, as for #pragma pack, and 1 for attribute
                     packed.  ALIGN is the alignment of attribute aligned.
                     Each is a power of 2 up to 32768, or 0 for none.
                     type.elements lists the members.  */
typedef struct
{
  ffi_type type;             /* { 0, 0, FFI_TYPE_ARRAY, NULL } */
  ffi_type *element;
  size_t count;
} ffi_array;

typedef struct
{
  ffi_type type;             /* { 0, 0, FFI_TYPE_BITFIELD, NULL } */
  ffi_type *unit;            /* the declared type */
  unsigned width;            /* bits, perhaps with FFI_BITFIELD_UNNAMED */
} ffi_bitfield;

typedef struct
{
  ffi_type type;             /* { 0, 0, FFI_TYPE_RECORD, members } */
  unsigned pack, align;      /* bytes */
  unsigned flags;            /* FFI_RECORD_*, or 0 */
} ffi_record;

#define FFI_BITFIELD_UNNAMED 0x80000000u

#define FFI_RECORD_MS 1      /* Microsoft's bit-fields: attribute ms_struct;
                                the default on Windows */
#define FFI_RECORD_GNU 2     /* those of other systems: gcc_struct */
#define FFI_RECORD_UNION 4   /* the members overlap */

/* Initializers.  An object made at run time gets the same values.  */
#define FFI_ARRAY_INIT(element, count)                                        \
  { { 0, 0, FFI_TYPE_ARRAY, NULL }, (element), (count) }
#define FFI_BITFIELD_INIT(unit, width)                                        \
  { { 0, 0, FFI_TYPE_BITFIELD, NULL }, (unit), (width) }
#define FFI_RECORD_INIT(members, pack, align)                                 \
  { { 0, 0, FFI_TYPE_RECORD, (members) }, (pack), (align), 0 }

/* The result of a function that takes a description.  */
typedef enum
{
  FFI_OK = 0,
  FFI_BAD_TYPEDEF,           /* a type that cannot be laid out or passed */
  FFI_BAD_ABI,               /* not an ABI of this platform */
  FFI_BAD_ARGTYPE            /* a variadic argument that C would promote */
} ffi_status;

/* The objects are read-only data.  Their type is not const, because the lists
   of members and arguments hold pointers to types that are not const.  */
#ifndef FFI_TYPE_CONST
# define FFI_TYPE_CONST
#endif
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_void;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_uint8;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_sint8;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_uint16;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_sint16;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_uint32;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_sint32;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_uint64;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_sint64;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_float;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_double;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_longdouble;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_pointer;
#ifdef FFI_TARGET_HAS_INT128
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_uint128;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_sint128;
#endif
/* _Bool; and floats of two bytes, _Float16 (of which __fp16 is another name in
   calls) and __bf16.  Where FFI_TARGET_HAS_FLOAT16 and FFI_TARGET_HAS_BFLOAT16
   are defined, they and vectors, complex numbers and structs of them can be
   passed; elsewhere they are FFI_BAD_TYPEDEF (version node
   LIBFFI_PLUS_1.2).  */
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_bool;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_float16;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_bfloat16;
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_complex_float16;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_complex_float;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_complex_double;
FFI_EXTERN FFI_TYPE_CONST ffi_type ffi_type_complex_longdouble;
#endif

/* The C types by name.  */
#define ffi_type_uchar ffi_type_uint8
#define ffi_type_schar ffi_type_sint8
#if USHRT_MAX == 0xffff
# define ffi_type_ushort ffi_type_uint16
# define ffi_type_sshort ffi_type_sint16
#endif
#if UINT_MAX == 0xffffffff
# define ffi_type_uint ffi_type_uint32
# define ffi_type_sint ffi_type_sint32
#endif
#if ULONG_MAX == 0xffffffff
# define ffi_type_ulong ffi_type_uint32
# define ffi_type_slong ffi_type_sint32
#else
# define ffi_type_ulong ffi_type_uint64
# define ffi_type_slong ffi_type_sint64
#endif

/* A prepared signature ("call interface").  The caller owns the cif and may
   copy it; no field is to be freed.  arg_types and rtype must not change while
   the cif is used.  The field bytes and all fields after it belong to the
   library.  The library only reads a prepared cif, so threads may share it. */
typedef struct
{
  ffi_abi abi;
  unsigned nargs;
  ffi_type **arg_types;
  ffi_type *rtype;
  unsigned bytes;
  unsigned flags;
#ifdef FFI_EXTRA_CIF_FIELDS
  FFI_EXTRA_CIF_FIELDS;
#endif
} ffi_cif;

#define FFI_FN(f) ((void (*) (void)) f)
#define FFI_CL(f) ((void (*) (ffi_cif *, void *, void **, void *)) f)

/* ---- Preparing ------------------------------------------------------- */

/* Prepares CIF, which the caller owns, for functions of ABI whose NARGS
   arguments have the types ARG_TYPES[0] to ARG_TYPES[NARGS - 1] and whose
   result has the type RTYPE.  CIF refers to ARG_TYPES and RTYPE.  ARG_TYPES
   may be NULL if NARGS is 0.  Aggregate types without a size get one.
   Allocates no memory.  Threads may prepare cifs with the same types at the
   same time.

   Returns FFI_OK, or, with nothing written to CIF:
   FFI_BAD_ABI      ABI is not one of this platform's
   FFI_BAD_TYPEDEF  one of these:
     - CIF, RTYPE, ARG_TYPES or a type is NULL
     - a type code is unknown, or an alignment is not a power of two
     - a member of a struct without a size is void
     - an argument or the result is an array or a bit-field, or has no bytes
       (void is allowed: a void argument takes no place)
     - a bit-field is wider than its unit, or an array has no elements
     - aggregates nest more than 64 deep, or a size overflows
     - the ABI cannot pass a type (a 32-byte vector without AVX, for instance)
     - there are more than 65535 arguments (then ARG_TYPES is not read)
     - the arguments have more than 64 MiB, or more than 128 MiB if each counts
       as at least its alignment
     - the arguments have more than 4 million members, or 524288 aggregates;
       a type counts once per use
     - the arguments have more than 65536 scalar members, and more of them than
       bytes (members of unions, for instance)  */
FFI_EXTERN ffi_status ffi_prep_cif (ffi_cif *cif, ffi_abi abi,
                                    unsigned int nargs, ffi_type *rtype,
                                    ffi_type **arg_types);

/* The same for a call of a variadic function with NTOTAL arguments.  The first
   NFIXED are those that the prototype names; NFIXED may equal NTOTAL.  A call
   with other variadic arguments needs another cif.  Further errors:
   FFI_BAD_TYPEDEF  NFIXED is more than NTOTAL
   FFI_BAD_ARGTYPE  a variadic argument is float, or an integer narrower than
                    int: C promotes both, so describe the promoted type  */
FFI_EXTERN ffi_status ffi_prep_cif_var (ffi_cif *cif, ffi_abi abi,
                                        unsigned int nfixed,
                                        unsigned int ntotal, ffi_type *rtype,
                                        ffi_type **arg_types);

/* *ARGUMENT of ffi_prep_cif_why if the error is not in one single type.  */
#define FFI_WHOLE_SIGNATURE 0xfffffffdu

/* Prepares CIF like ffi_prep_cif if NFIXED is -1, and like ffi_prep_cif_var
   otherwise, and gives the reason of an error.  *WHY becomes a constant string
   that names the error, or NULL on FFI_OK.  *ARGUMENT becomes the number,
   counted from 0, of the argument whose type is refused, or FFI_PLACED_RESULT,
   or FFI_WHOLE_SIGNATURE.  ARGUMENT and WHY may be NULL.  Errors are those of
   the two functions.  Thread-safe (version node LIBFFI_PLUS_1.2).  */
FFI_EXTERN ffi_status ffi_prep_cif_why (ffi_cif *cif, ffi_abi abi, int nfixed,
                                        unsigned int ntotal, ffi_type *rtype,
                                        ffi_type **arg_types,
                                        unsigned int *argument,
                                        const char **why);

/* Writes the offset in bytes of each member of STRUCT_TYPE, a struct, union or
   record, to OFFSETS, an array of one size_t per member.  OFFSETS may be NULL.
   The offset of a bit-field is that of its unit.  A type without a size gets
   one.  Errors as for ffi_prep_cif; FFI_BAD_TYPEDEF also if STRUCT_TYPE is
   not one of the three.  */
FFI_EXTERN ffi_status ffi_get_struct_offsets (ffi_abi abi,
                                              ffi_type *struct_type,
                                              size_t *offsets);

/* Gives the place of member INDEX of TYPE, a struct, union or record, which is
   laid out if it has no size.  *OFFSET becomes the offset of the member in
   bytes; for a bit-field, that of its unit.  *WIDTH becomes the number of bits
   of a bit-field, 0 for other members.  *BIT becomes the first bit of the
   bit-field in its unit.  Bits are counted from the first byte, as the
   platform fills bytes: from the least significant bit if the byte order is
   little-endian, from the most significant bit if it is big-endian.  In a
   packed record a bit-field may end behind its unit, and a unit behind the
   record.  OFFSET, BIT and WIDTH may be NULL.  Thread-safe; allocates nothing
   (LIBFFI_PLUS_1.2).  Errors:
   FFI_BAD_ABI      ABI is not one of this platform's
   FFI_BAD_TYPEDEF  TYPE is NULL, not one of the three, refused as by
                    ffi_prep_cif, or has no member INDEX  */
FFI_EXTERN ffi_status ffi_get_member (ffi_abi abi, ffi_type *type,
                                      size_t index, size_t *offset,
                                      unsigned *bit, unsigned *width);

/* ---- Calling --------------------------------------------------------- */

/* Calls FN, a function of CIF's signature.  AVALUE[i] points to the value of
   argument i, which has the size and the alignment of its type.  The values
   are only read.  AVALUE may be NULL if there are no arguments.

   The result is stored at RVALUE, which has the size and the alignment of
   the result's type.  For an integer or a pointer RVALUE needs room for an
   ffi_arg: a narrower result is widened to an ffi_arg.  If RVALUE is NULL,
   the result is discarded.

   C++ exceptions, longjmp and thread cancellation may leave FN through this
   call.  ffi_call cannot fail: ffi_prep_cif has checked CIF.  */
FFI_EXTERN void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
                          void **avalue);

/* As ffi_call, but RVALUE, aligned for its type, has room for the type's size
   and no more: an integer or a pointer arrives as the type has it, and nothing
   beside it is written (version node LIBFFI_PLUS_1.2).  */
FFI_EXTERN void ffi_call_exact (ffi_cif *cif, void (*fn) (void), void *rvalue,
                                void **avalue);

/* A signature compiled for repeated calls: faster than ffi_call.  */
typedef struct ffi_call_plan ffi_call_plan;

/* Makes a plan for CIF; NULL if there is no memory, or CIF is NULL.  The plan
   refers to CIF and its types, which must outlive it; the caller releases it
   with ffi_call_plan_free.  */
FFI_EXTERN ffi_call_plan *ffi_call_plan_alloc (ffi_cif *cif);

/* The same for a plan whose results are those of ffi_call_exact (version node
   LIBFFI_PLUS_1.2).  */
FFI_EXTERN ffi_call_plan *ffi_call_plan_alloc_exact (ffi_cif *cif);

/* Like ffi_call with the plan's cif, or like ffi_call_exact if
   ffi_call_plan_alloc_exact made the plan.  Several threads may use one plan
   at the same time.  */
FFI_EXTERN void ffi_call_plan_invoke (ffi_call_plan *plan, void (*fn) (void),
                                      void *rvalue, void **avalue);

/* Releases PLAN, which no thread may be using; NULL does nothing.  */
FFI_EXTERN void ffi_call_plan_free (ffi_call_plan *plan);

/* The bytes of memory that PLAN holds; 0 for NULL.  */
FFI_EXTERN size_t ffi_call_plan_size (ffi_call_plan *plan);

/* ---- Closures: calling back ------------------------------------------ */

#if FFI_CLOSURES

/* A C function made at run time.  When its code is called, the code calls
   fun (cif, result, args, user_data).  args[i] points to argument i, is
   aligned for its type and valid until fun returns.  fun writes the result to
   *result; an integer or pointer narrower than ffi_arg is written as a whole
   ffi_arg. Several threads may run one closure at the same time.  */
typedef struct
{
#ifdef __GNUC__
  __extension__    /* C11's, in programs of an older standard */
#endif
  union
  {
    char tramp[FFI_TRAMPOLINE_SIZE];
    void *ftramp;
  };
  ffi_cif *cif;
  void (*fun) (ffi_cif *, void *, void **, void *);
  void *user_data;
}
ffi_closure
#ifdef __GNUC__
  __attribute__ ((aligned (8)))    /* the size remains as it is */
#endif
  ;

/* Allocates a closure of SIZE bytes (sizeof (ffi_closure) or more) and
   stores the address of its code in *CODE.  The code's address differs from
   the closure's.  The caller owns the closure until ffi_closure_free.
   Returns NULL if CODE is NULL, if there is no memory, or if the system
   gives no executable memory except memory that is writable too.
   Thread-safe, and safe in signal handlers and after fork: it takes no
   lock.  */
FFI_EXTERN void *ffi_closure_alloc (size_t size, void **code);

/* Frees CLOSURE, a pointer that ffi_closure_alloc returned (not the address of
   the code).  No thread may be running its code or call it later.  NULL, a
   pointer that is no closure, and a closure that is free already are ignored.
   The content stays until the closure is allocated again.  As safe as
   ffi_closure_alloc.  */
FFI_EXTERN void ffi_closure_free (void *closure);

/* Makes CLOSURE call FUN.  CLOSURE and CODELOC come from ffi_closure_alloc.
   Or CLOSURE is in memory that the caller made executable, and CODELOC is its
   executable address; then code is written to tramp.  CIF must outlive the
   closure.  USER_DATA is passed to FUN and not used otherwise.  Errors:
   FFI_BAD_ABI      CIF's ABI has no closures
   FFI_BAD_TYPEDEF  a pointer other than USER_DATA is NULL  */
FFI_EXTERN ffi_status
ffi_prep_closure_loc (ffi_closure *closure, ffi_cif *cif,
                      void (*fun) (ffi_cif *, void *, void **, void *),
                      void *user_data, void *codeloc);

/* The same for a FUN that writes a result of exactly the size of its type:
   *result has no more room, and integers and pointers are not widened.  The
   member cif of such a closure belongs to the library (version node
   LIBFFI_PLUS_1.2).  */
FFI_EXTERN ffi_status
ffi_prep_closure_exact (ffi_closure *closure, ffi_cif *cif,
                        void (*fun) (ffi_cif *, void *, void **, void *),
                        void *user_data, void *codeloc);

/* ffi_prep_closure_loc with the address of CLOSURE as CODELOC.  Only for
   closures in executable memory of the caller.  */
FFI_EXTERN ffi_status
ffi_prep_closure (ffi_closure *closure, ffi_cif *cif,
                  void (*fun) (ffi_cif *, void *, void **, void *),
                  void *user_data)
#if defined __GNUC__ && !defined LIBFFI_BUILDING
  __attribute__ ((deprecated ("use ffi_prep_closure_loc instead")))
#endif
  ;

#if FFI_GO_CLOSURES
/* A closure without code: the caller calls tramp with the closure's address in
   the static chain register, as Go and gcc's nested functions do.  The last
   argument of FUN is the closure.  */
typedef struct
{
  void *tramp;
  ffi_cif *cif;
  void (*fun) (ffi_cif *, void *, void **, void *);
} ffi_go_closure;

/* Fills in CLOSURE, which the caller owns.  CIF must outlive CLOSURE.  Errors
   as for ffi_prep_closure_loc.  */
FFI_EXTERN ffi_status
ffi_prep_go_closure (ffi_go_closure *closure, ffi_cif *cif,
                     void (*fun) (ffi_cif *, void *, void **, void *));

/* Like ffi_call, with CLOSURE in the static chain register.  */
FFI_EXTERN void ffi_call_go (ffi_cif *cif, void (*fn) (void), void *rvalue,
                             void **avalue, void *closure);
#endif

#endif /* FFI_CLOSURES */

/* ---- Raw API: arguments in words instead of behind pointers ---------- */

#ifndef FFI_NO_RAW_API

/* One word of arguments.  A value wider than a word takes several words.  An
   aggregate takes one word, a pointer to the aggregate; where
   FFI_NATIVE_RAW_API is 1, the words hold the bytes of the aggregate.  */
typedef union
{
  ffi_sarg sint;
  ffi_arg uint;
  float flt;
  char data[FFI_SIZEOF_ARG];
  void *ptr;
} ffi_raw;

/* The same for Java virtual machines, whose 64-bit integers and doubles take
   two words.  */
#if FFI_SIZEOF_JAVA_RAW == 4 && FFI_SIZEOF_ARG == 8
typedef union
{
  signed int sint;
  unsigned int uint;
  float flt;
  char data[FFI_SIZEOF_JAVA_RAW];
  void *ptr;
} ffi_java_raw;
#else
typedef ffi_raw ffi_java_raw;
#endif

/* Like ffi_call, with the arguments in the ffi_raw_size (CIF) bytes at AVALUE,
   which are only read.  These functions cannot fail.  */
FFI_EXTERN void ffi_raw_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
                              ffi_raw *avalue);
/* The first function copies the values *ARGS[i] to words; the second makes
   pointers to the values in words.  RAW has ffi_raw_size (CIF) bytes, ARGS one
   pointer per argument.  */
FFI_EXTERN void ffi_ptrarray_to_raw (ffi_cif *cif, void **args, ffi_raw *raw);
FFI_EXTERN void ffi_raw_to_ptrarray (ffi_cif *cif, ffi_raw *raw, void **args);
/* The size in bytes of CIF's arguments as words.  */
FFI_EXTERN size_t ffi_raw_size (ffi_cif *cif);

FFI_EXTERN void ffi_java_raw_call (ffi_cif *cif, void (*fn) (void),
                                   void *rvalue, ffi_java_raw *avalue);
FFI_EXTERN void ffi_java_ptrarray_to_raw (ffi_cif *cif, void **args,
                                          ffi_java_raw *raw);
FFI_EXTERN void ffi_java_raw_to_ptrarray (ffi_cif *cif, ffi_java_raw *raw,
                                          void **args);
FFI_EXTERN size_t ffi_java_raw_size (ffi_cif *cif);

#if FFI_CLOSURES
/* Closures whose handler gets the arguments as words.  ffi_closure_alloc
   allocates them with the size of the struct.  Functions and errors are like
   those of ffi_closure.  */
typedef struct
{
  char tramp[FFI_TRAMPOLINE_SIZE];
  ffi_cif *cif;
#if !FFI_NATIVE_RAW_API
  void (*translate_args) (ffi_cif *, void *, void **, void *);
  void *this_closure;
#endif
  void (*fun) (ffi_cif *, void *, ffi_raw *, void *);
  void *user_data;
} ffi_raw_closure;

typedef struct
{
  char tramp[FFI_TRAMPOLINE_SIZE];
  ffi_cif *cif;
#if !FFI_NATIVE_RAW_API
  void (*translate_args) (ffi_cif *, void *, void **, void *);
  void *this_closure;
#endif
  void (*fun) (ffi_cif *, void *, ffi_java_raw *, void *);
  void *user_data;
} ffi_java_raw_closure;

FFI_EXTERN ffi_status
ffi_prep_raw_closure (ffi_raw_closure *closure, ffi_cif *cif,
                      void (*fun) (ffi_cif *, void *, ffi_raw *, void *),
                      void *user_data);
FFI_EXTERN ffi_status
ffi_prep_raw_closure_loc (ffi_raw_closure *closure, ffi_cif *cif,
                          void (*fun) (ffi_cif *, void *, ffi_raw *, void *),
                          void *user_data, void *codeloc);
#if !FFI_NATIVE_RAW_API
FFI_EXTERN ffi_status
ffi_prep_java_raw_closure (ffi_java_raw_closure *closure, ffi_cif *cif,
                           void (*fun) (ffi_cif *, void *, ffi_java_raw *,
                                        void *),
                           void *user_data);
FFI_EXTERN ffi_status
ffi_prep_java_raw_closure_loc (ffi_java_raw_closure *closure, ffi_cif *cif,
                               void (*fun) (ffi_cif *, void *,
                                            ffi_java_raw *, void *),
                               void *user_data, void *codeloc);
#endif
#endif /* FFI_CLOSURES */
#endif /* FFI_NO_RAW_API */

/* ---- Looking at a placement ------------------------------------------ */

/* For debuggers and other tools.  libffi does not have these functions
   (version node LIBFFI_PLUS_1.0).  */

/* ffi_placement.argument, where it is not the number of an argument.  */
#define FFI_PLACED_RESULT 0xffffffffu         /* the function's result */
#define FFI_PLACED_RESULT_ADDRESS 0xfffffffeu /* the address at which the
                                                 caller wants the result */

/* How the bytes travel.  */
typedef enum
{
  FFI_PLACED_BYTES,          /* as in memory */
  FFI_PLACED_ZERO_EXTENDED,  /* an integer widened to a register, */
  FFI_PLACED_SIGN_EXTENDED,  /* with zeros or with its sign */
  FFI_PLACED_NAN_BOXED,      /* a float, the upper bits all ones */
  FFI_PLACED_ADDRESS,        /* the address of the value or of a copy; of a
                                result: the callee gives back the address at
                                which the caller wanted it */
  FFI_PLACED_X87,            /* 10 bytes, in an x87 register */
  FFI_PLACED_AS_DOUBLE       /* a float that was converted to a double */
} ffi_placed_how;

/* Where some bytes of one value are: for an argument at the call, for a result
   when the function has returned.  */
typedef struct
{
  unsigned argument;         /* its number, or FFI_PLACED_* */
  ffi_placed_how how;
  size_t offset;             /* of the bytes in the value */
  size_t size;               /* how many; of the value: FFI_PLACED_ADDRESS */
  const char *reg;           /* name of the register, or NULL: on the stack */
  size_t at;                 /* bytes from the register's lowest address, if
                                it were stored, or from the stack pointer */
} ffi_placement;

/* What a placement says of the whole signature.  */
typedef struct
{
  const char *abi;           /* name of the ABI, as in the documentation */
  size_t placements;         /* how many there are */
  size_t stack;              /* bytes of arguments on the stack */
  size_t copies;             /* bytes of copies that are passed by address */
  size_t popped;             /* bytes of arguments that the callee pops */
} ffi_description;

/* Describes where the arguments and the result of CIF travel: the same
   placement that ffi_call uses.  Fills in *DESCRIPTION and the first MAX
   elements of PLACEMENT, which may be NULL if MAX is 0; a placement is
   in one register or on the stack.  The strings are constants.  Thread-safe.
   FFI_BAD_TYPEDEF: CIF or DESCRIPTION is NULL, or there is no memory;
   FFI_BAD_ABI: CIF's ABI is not one of this platform's.  */
FFI_EXTERN ffi_status ffi_describe (ffi_cif *cif,
                                    ffi_description *description,
                                    ffi_placement *placement, size_t max);

/* The same for the calling convention of any machine that this library knows,
   on any machine.  The result only describes; it cannot be called.  ABI is a
   name that ffi_describe_abi_name returns.  Types have the sizes of ABI's
   platform: for its pointers and long double (FFI_TYPE_POINTER; code 4) the
   caller makes ffi_types.  Aggregates without a size get one.  The _var
   function is for variadic functions, whose first NFIXED arguments are named.
   Thread-safe (version node LIBFFI_PLUS_1.1).  Errors:
   FFI_BAD_ABI      there is no ABI of that name
   FFI_BAD_TYPEDEF  as for ffi_describe, or the platform has no such type or
                    cannot pass it
   FFI_BAD_ARGTYPE  as for ffi_prep_cif_var  */
FFI_EXTERN ffi_status ffi_describe_abi (const char *abi, unsigned int nargs,
                                        ffi_type *rtype,
                                        ffi_type **arg_types,
                                        ffi_description *description,
                                        ffi_placement *placement, size_t max);
FFI_EXTERN ffi_status ffi_describe_abi_var (const char *abi,
                                            unsigned int nfixed,
                                            unsigned int ntotal,
                                            ffi_type *rtype,
                                            ffi_type **arg_types,
                                            ffi_description *description,
                                            ffi_placement *placement,
                                            size_t max);

/* The name of calling convention number N, counted from 0.  NULL: N is not
   less than their number.  */
FFI_EXTERN const char *ffi_describe_abi_name (unsigned int n);

/* ---- The library itself ---------------------------------------------- */

/* FFI_VERSION_STRING (a constant), FFI_VERSION_NUMBER, FFI_DEFAULT_ABI and
   sizeof (ffi_closure) of the library that is running.  */
FFI_EXTERN const char *ffi_get_version (void);
FFI_EXTERN unsigned long ffi_get_version_number (void);
FFI_EXTERN unsigned int ffi_get_default_abi (void);
FFI_EXTERN size_t ffi_get_closure_size (void);

#ifdef __cplusplus
}
#endif

#endif /* !LIBFFI_ASM */
#endif /* LIBFFI_H */

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

/* GNU compilers import from a DLL what is not said to be imported, so that
   their programs may have the address of a type in a constant.  */
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
   the others, and keeps them as long as any cif that names them is used:

   FFI_TYPE_STRUCT   elements is a NULL-terminated list of the members; an
                     array is its element repeated.  With size and alignment
                     0, ffi_prep_cif or ffi_get_struct_offsets computes them.
                     If the caller fills in both they are believed: this is
                     how programs for libffi describe unions (any members,
                     the size of the largest), packed records and bit-fields,
                     as far as the ABI can be guessed from it.
   FFI_TYPE_COMPLEX  elements[0] is the real type; size, alignment as above.
   FFI_TYPE_VECTOR   elements repeats one scalar type, once per lane.  On i386
                     Linux they travel as the flags say that the library was
                     compiled with: by -msse or without SSE.  On x86-64
                     those of 32 and 64 bytes travel as code compiled for AVX
                     and AVX-512 passes them.  Code that was not has them in
                     memory (as gcc does it): there they are a struct of
                     16-byte vectors, with the size and alignment of the whole.

   Alignment 0 where there is a size is filled in too.  A member may have no
   bytes (a struct with an empty list), an argument and a result not; a struct
   of a given size and alignment without members is bytes that travel as
   integers do.  */
typedef struct _ffi_type
{
  size_t size;               /* bytes */
  unsigned short alignment;  /* bytes, a power of two */
  unsigned short type;       /* FFI_TYPE_* */
  struct _ffi_type **elements;
} ffi_type;

/* What else C has in structs (LIBFFI_PLUS_1.2).  The library fills in size and
   alignment of these, which are 0; what it filled in is for one platform's
   rules.  Another size or alignment than these rules give is FFI_BAD_TYPEDEF.

   FFI_TYPE_UNION    an ffi_type; elements lists the members.
   ffi_array         COUNT elements in a row, 1 or more; only as a member, or
                     as the element of another array.  It costs what one
                     element costs, whatever COUNT is.
   ffi_bitfield      WIDTH bits, only as a member of a struct, union or record:
                     no more than its unit has, an integer type of 16 bytes or
                     less.  FFI_BITFIELD_UNNAMED is added to the width of one
                     without a name.  Width 0: the next member starts in
                     another unit.  Members of several aggregates may be one
                     object.
   ffi_record        a struct whose declaration has attributes, or with
                     FFI_RECORD_UNION a union.  PACK is the largest alignment
                     of its members, as #pragma pack has it, 1 for attribute
                     packed; ALIGN is what attribute aligned asks for; each a
                     power of 2 up to 32768, or 0 for none.
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

#define FFI_RECORD_MS 1      /* bit-fields as Microsoft has them: attribute
                                ms_struct; Windows' default */
#define FFI_RECORD_GNU 2     /* as other systems have them: gcc_struct */
#define FFI_RECORD_UNION 4   /* the members overlap */

/* Initializers.  Objects that are made at run time are assigned the same.  */
#define FFI_ARRAY_INIT(element, count)                                        \
  { { 0, 0, FFI_TYPE_ARRAY, NULL }, (element), (count) }
#define FFI_BITFIELD_INIT(unit, width)                                        \
  { { 0, 0, FFI_TYPE_BITFIELD, NULL }, (unit), (width) }
#define FFI_RECORD_INIT(members, pack, align)                                 \
  { { 0, 0, FFI_TYPE_RECORD, (members) }, (pack), (align), 0 }

/* What a function that takes a description answers.  */
typedef enum
{
  FFI_OK = 0,
  FFI_BAD_TYPEDEF,           /* a type that cannot be laid out or passed */
  FFI_BAD_ABI,               /* not an ABI of this platform */
  FFI_BAD_ARGTYPE            /* a variadic argument that C would promote */
} ffi_status;

/* Read-only data, though their type does not say so: members and arguments are
   lists of pointers to what is not constant.  */
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
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
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

/* A prepared signature ("call interface").  The caller owns it, may copy it,
   and frees nothing in it.  It refers to arg_types and rtype, which must stay
   as they are while the cif is used.  bytes, flags and any field after them
   belong to the library.  A prepared cif is only read, so threads share it. */
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

/* Prepares CIF, the caller's, for functions of ABI with NARGS arguments of
   types ARG_TYPES[0..NARGS) and result RTYPE, to which it refers; ARG_TYPES
   may be NULL if NARGS is 0.  Aggregate types without a size get one.
   Allocates nothing; threads may prepare with the same types at once.

   FFI_OK; FFI_BAD_ABI: ABI is none of this platform's; FFI_BAD_TYPEDEF: CIF,
   RTYPE, ARG_TYPES or a type is NULL, a type code is unknown, void is in a
   struct without a size, an argument or the result has no bytes (void is good,
   and takes no place) or is an array or a bit-field, a bit-field is wider than
   its unit, an array has no elements, an aggregate nests more than 64 deep or
   overflows, an alignment is no power of two, the ABI cannot pass a type (a 32-byte vector
   without AVX, for instance), or there are more than 65535 arguments (then
   ARG_TYPES is not read), more than 64 MiB of them, more than 128 MiB where
   each counts as at least its alignment, more than 4 million members, more
   than 524288 aggregates (each as often as it is passed), or more than 65536
   members that are more than bytes, as in unions.
   CIF is written only on FFI_OK.  */
FFI_EXTERN ffi_status ffi_prep_cif (ffi_cif *cif, ffi_abi abi,
                                    unsigned int nargs, ffi_type *rtype,
                                    ffi_type **arg_types);

/* The same for a variadic function, of whose NTOTAL arguments the first
   NFIXED are named in its prototype; also if there are no others.  A cif is
   for one list of variadic arguments.  Further errors: FFI_BAD_TYPEDEF:
   NFIXED is more than NTOTAL; FFI_BAD_ARGTYPE: a variadic argument is float,
   or an integer narrower than int, which C promotes.  */
FFI_EXTERN ffi_status ffi_prep_cif_var (ffi_cif *cif, ffi_abi abi,
                                        unsigned int nfixed,
                                        unsigned int ntotal, ffi_type *rtype,
                                        ffi_type **arg_types);

/* *ARGUMENT of ffi_prep_cif_why, where it is neither the number of an argument
   nor FFI_PLACED_RESULT: no single type is at fault.  */
#define FFI_WHOLE_SIGNATURE 0xfffffffdu

/* Prepares CIF as ffi_prep_cif does if NFIXED is -1, and else as
   ffi_prep_cif_var, and tells why it does not.  *ARGUMENT becomes the number,
   from 0, of the argument whose type is refused, FFI_PLACED_RESULT or
   FFI_WHOLE_SIGNATURE; *WHY a constant string that says in words what is
   wrong, or NULL on FFI_OK.  ARGUMENT and WHY may be NULL.  Errors are those
   of the two functions; nothing is kept between calls.  Thread-safe (version
   node LIBFFI_PLUS_1.2).  */
FFI_EXTERN ffi_status ffi_prep_cif_why (ffi_cif *cif, ffi_abi abi, int nfixed,
                                        unsigned int ntotal, ffi_type *rtype,
                                        ffi_type **arg_types,
                                        unsigned int *argument,
                                        const char **why);

/* Writes the offset in bytes of each member of STRUCT_TYPE, a struct, union or
   record, to OFFSETS, which has room for one size_t an element, or may be
   NULL; lays the type out if it has no size.  Of a bit-field it is the offset
   of its unit.  FFI_BAD_ABI, FFI_BAD_TYPEDEF as for ffi_prep_cif, the latter
   also if STRUCT_TYPE is none of these.  */
FFI_EXTERN ffi_status ffi_get_struct_offsets (ffi_abi abi,
                                              ffi_type *struct_type,
                                              size_t *offsets);

/* Where member INDEX of TYPE is, a struct, union or record, which is laid out
   if it has no size.  *OFFSET becomes the offset in bytes of the
   member, of a bit-field that of its unit; *WIDTH the bits of a bit-field, 0
   of any other member; *BIT the bit-field's first bit, counted from the unit's
   first byte in the order in which this platform fills bytes: from the least
   significant bit, where the order of bytes is big-endian from the most
   significant one.  In a packed record a bit-field may reach beyond its unit,
   and a unit beyond the record.  OFFSET, BIT and WIDTH may be NULL.
   Thread-safe; allocates nothing (LIBFFI_PLUS_1.2).
   FFI_BAD_ABI: ABI is none of this platform's; FFI_BAD_TYPEDEF: TYPE is NULL,
   none of these or not good (as for ffi_prep_cif), or has no member INDEX.  */
FFI_EXTERN ffi_status ffi_get_member (ffi_abi abi, ffi_type *type,
                                      size_t index, size_t *offset,
                                      unsigned *bit, unsigned *width);

/* ---- Calling --------------------------------------------------------- */

/* Calls FN, a function of CIF's signature.  AVALUE[i] points to the value of
   argument i, aligned for its type and of its size; nothing there is written.
   AVALUE may be NULL if there are no arguments.  The result goes to RVALUE,
   which is aligned for its type and has room for it, and for integers and
   pointers at least for an ffi_arg: what is narrower arrives widened to one.
   RVALUE may be NULL: the result is dropped.  C++ exceptions, longjmp and
   cancellation may leave FN through this call.  No error is possible: what
   can be checked was checked when CIF was prepared.  */
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

/* A plan whose results are those of ffi_call_exact; otherwise the same
   (version node LIBFFI_PLUS_1.2).  */
FFI_EXTERN ffi_call_plan *ffi_call_plan_alloc_exact (ffi_cif *cif);

/* As ffi_call with the plan's cif, or as ffi_call_exact if the plan was made
   for that.  Threads may use one plan at once.  */
FFI_EXTERN void ffi_call_plan_invoke (ffi_call_plan *plan, void (*fn) (void),
                                      void *rvalue, void **avalue);

/* Releases PLAN, which no thread may be using; NULL does nothing.  */
FFI_EXTERN void ffi_call_plan_free (ffi_call_plan *plan);

/* The bytes of memory that PLAN holds; 0 for NULL.  */
FFI_EXTERN size_t ffi_call_plan_size (ffi_call_plan *plan);

/* ---- Closures: calling back ------------------------------------------ */

#if FFI_CLOSURES

/* A C function made at run time.  When its code is called, it calls
   fun (cif, result, args, user_data): args[i] points to argument i, aligned
   for its type and valid until fun returns; fun writes the result to
   *result, integers and pointers narrower than ffi_arg as a whole ffi_arg.
   Several threads may be in one closure at once.  */
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

/* Takes a closure of SIZE bytes (sizeof (ffi_closure) or more) from the pool
   and stores its code address, which differs from the closure's, in *CODE.
   It is the caller's until ffi_closure_free.  NULL if CODE is NULL, there is
   no memory, or no executable page can be had without one that is writable
   too.  Thread-safe, usable in signal handlers and after fork: it takes no
   lock.  */
FFI_EXTERN void *ffi_closure_alloc (size_t size, void **code);

/* Gives back what ffi_closure_alloc returned (not the code address), when its
   code runs in no thread and will not be called.  NULL, what is no closure and
   what is free already are left alone.  The closure keeps what it had until it
   is taken again.  As safe as ffi_closure_alloc.  */
FFI_EXTERN void ffi_closure_free (void *closure);

/* Makes CLOSURE call FUN.  CLOSURE and CODELOC come from ffi_closure_alloc,
   or CLOSURE lies in memory that the caller made executable, and CODELOC is
   its executable address: then code is written to tramp.  CIF must outlive
   the closure.  USER_DATA is FUN's alone.  FFI_BAD_ABI: CIF's ABI has no such
   closures; FFI_BAD_TYPEDEF: a pointer other than USER_DATA is NULL.  */
FFI_EXTERN ffi_status
ffi_prep_closure_loc (ffi_closure *closure, ffi_cif *cif,
                      void (*fun) (ffi_cif *, void *, void **, void *),
                      void *user_data, void *codeloc);

/* The same for a FUN that writes the result as its type has it, in the type's
   size: *result has room for no more, and integers and pointers are not
   widened.  The member cif of such a closure is the library's (version node
   LIBFFI_PLUS_1.2).  */
FFI_EXTERN ffi_status
ffi_prep_closure_exact (ffi_closure *closure, ffi_cif *cif,
                        void (*fun) (ffi_cif *, void *, void **, void *),
                        void *user_data, void *codeloc);

/* ffi_prep_closure_loc with the closure's own address as CODELOC.  Only for a closure in
   executable memory of the caller's.  */
FFI_EXTERN ffi_status
ffi_prep_closure (ffi_closure *closure, ffi_cif *cif,
                  void (*fun) (ffi_cif *, void *, void **, void *),
                  void *user_data)
#if defined __GNUC__ && !defined LIBFFI_BUILDING
  __attribute__ ((deprecated ("use ffi_prep_closure_loc instead")))
#endif
  ;

#if FFI_GO_CLOSURES
/* A closure that is data only: callers call tramp with the closure's address
   in the static chain register, as Go and gcc's nested functions do.  FUN is
   given the closure as its last argument.  */
typedef struct
{
  void *tramp;
  ffi_cif *cif;
  void (*fun) (ffi_cif *, void *, void **, void *);
} ffi_go_closure;

/* Fills in CLOSURE, the caller's, which CIF must outlive; errors as
   ffi_prep_closure_loc.  */
FFI_EXTERN ffi_status
ffi_prep_go_closure (ffi_go_closure *closure, ffi_cif *cif,
                     void (*fun) (ffi_cif *, void *, void **, void *));

/* As ffi_call, with CLOSURE in the static chain register.  */
FFI_EXTERN void ffi_call_go (ffi_cif *cif, void (*fn) (void), void *rvalue,
                             void **avalue, void *closure);
#endif

#endif /* FFI_CLOSURES */

/* ---- Raw API: arguments in words instead of behind pointers ---------- */

#ifndef FFI_NO_RAW_API

/* One word of arguments.  A value wider than a word takes several, an
   aggregate one word that points to it (on platforms whose
   FFI_NATIVE_RAW_API is 1: its bytes, as on the stack).  */
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

/* As ffi_call, with the arguments in AVALUE, ffi_raw_size (CIF) bytes that
   are only read.  These functions cannot fail.  */
FFI_EXTERN void ffi_raw_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
                              ffi_raw *avalue);
/* Copies the values ARGS[i] to words, and makes pointers to the values in
   words: RAW has ffi_raw_size (CIF) bytes, ARGS one pointer per argument.  */
FFI_EXTERN void ffi_ptrarray_to_raw (ffi_cif *cif, void **args, ffi_raw *raw);
FFI_EXTERN void ffi_raw_to_ptrarray (ffi_cif *cif, ffi_raw *raw, void **args);
/* The bytes that CIF's arguments take as words.  */
FFI_EXTERN size_t ffi_raw_size (ffi_cif *cif);

FFI_EXTERN void ffi_java_raw_call (ffi_cif *cif, void (*fn) (void),
                                   void *rvalue, ffi_java_raw *avalue);
FFI_EXTERN void ffi_java_ptrarray_to_raw (ffi_cif *cif, void **args,
                                          ffi_java_raw *raw);
FFI_EXTERN void ffi_java_raw_to_ptrarray (ffi_cif *cif, ffi_java_raw *raw,
                                          void **args);
FFI_EXTERN size_t ffi_java_raw_size (ffi_cif *cif);

#if FFI_CLOSURES
/* Closures whose handler gets words.  Allocated by ffi_closure_alloc with
   their own size; the functions and their errors are those of closures.  */
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

/* For debuggers, tools and the curious; libffi does not have these
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

/* Some bytes of one value, and where they are when the call is made, or for
   a result when the function has returned.  */
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

/* What concerns the signature as a whole.  */
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
   elements of PLACEMENT, which may be NULL if MAX is 0; a placement stands
   in one register or on the stack.  The strings are constants.  Thread-safe.
   FFI_BAD_TYPEDEF: CIF or DESCRIPTION is NULL, or there is no memory;
   FFI_BAD_ABI: CIF's ABI is none of this platform's.  */
FFI_EXTERN ffi_status ffi_describe (ffi_cif *cif,
                                    ffi_description *description,
                                    ffi_placement *placement, size_t max);

/* The same for any machine's calling convention, as far as this library knows
   it, whichever machine this is; nothing can be called so.  ABI is one of the
   names that ffi_describe_abi_name gives, and the types' sizes are those of
   its platform: for pointers and long double (FFI_TYPE_POINTER; code 4) the
   caller makes ffi_types of its own.  The _var form is for variadic functions;
   NFIXED of their NTOTAL arguments are named.  Aggregates are laid out.
   Thread-safe (version node LIBFFI_PLUS_1.1).
   FFI_BAD_ABI: there is no such name; FFI_BAD_TYPEDEF: as for ffi_describe, or
   a type is not one of that platform's or cannot be passed; FFI_BAD_ARGTYPE:
   as for ffi_prep_cif_var.  */
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

/* The name of convention number N, from 0; NULL: there are no more.  */
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

/* SPDX-License-Identifier: MIT */
/* The type of each public name that libffi 3.8 has.  A program may take the
   address of a function, pass a pointer to a member or overload a function of
   C++ on a type: then a type of the same size is not enough.  constants.c has
   the sizes.  Compiling is the test.  */
#include <ffi.h>

#if defined __GNUC__
# pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

#define IS(what, type)                                                        \
  _Static_assert (_Generic ((what), type: 1, default: 0), #what)
#define MEMBER(of, name, type)                                                \
  IS (&((of *) 0)->name, __typeof__ (type) *)
#define ARRAY(of, name, count)                                                \
  IS (&((of *) 0)->name, char (*)[count])
#define HANDLER(args) void (*) (ffi_cif *, void *, args, void *)

/* The widened result.  */
#if defined __mips__ && _MIPS_SIM == _ABIO32
# define ARG int
#elif defined __mips__ && _MIPS_SIM == _ABIN32
# define ARG long long
#elif (defined __x86_64__ || defined __aarch64__) \
  && (defined __ILP32__ || defined _WIN32)
# define ARG long long
#else
# define ARG long
#endif
IS ((ffi_arg) 0, unsigned ARG);
IS ((ffi_sarg) 0, signed ARG);

/* Aggregates, and the tag that C++ names one by.  */
IS ((struct _ffi_type *) 0, ffi_type *);
MEMBER (ffi_type, size, size_t);
MEMBER (ffi_type, alignment, unsigned short);
MEMBER (ffi_type, type, unsigned short);
MEMBER (ffi_type, elements, ffi_type **);
MEMBER (ffi_cif, abi, ffi_abi);
MEMBER (ffi_cif, nargs, unsigned);
MEMBER (ffi_cif, arg_types, ffi_type **);
MEMBER (ffi_cif, rtype, ffi_type *);
MEMBER (ffi_cif, bytes, unsigned);
MEMBER (ffi_cif, flags, unsigned);
IS ((enum ffi_abi *) 0, ffi_abi *);

/* Objects, which programs take the addresses of.  */
#define OBJECT(name) IS (&ffi_type_##name, ffi_type *)
OBJECT (void);
OBJECT (uint8);
OBJECT (sint8);
OBJECT (uint16);
OBJECT (sint16);
OBJECT (uint32);
OBJECT (sint32);
OBJECT (uint64);
OBJECT (sint64);
OBJECT (float);
OBJECT (double);
OBJECT (longdouble);
OBJECT (pointer);
OBJECT (uchar);
OBJECT (schar);
OBJECT (ushort);
OBJECT (sshort);
OBJECT (uint);
OBJECT (sint);
OBJECT (ulong);
OBJECT (slong);
OBJECT (complex_float);
OBJECT (complex_double);
OBJECT (complex_longdouble);
#ifdef __SIZEOF_INT128__
OBJECT (uint128);
OBJECT (sint128);
#endif

/* Macros of a value and of functions.  */
IS (FFI_VERSION_NUMBER, int);
IS (&FFI_VERSION_STRING, char (*)[sizeof "3.8.0"]);
IS (FFI_LONG_LONG_MAX, long long);
IS (FFI_SIZEOF_ARG, int);
IS (FFI_SIZEOF_JAVA_RAW, int);
IS (FFI_TRAMPOLINE_SIZE, int);
IS (FFI_CLOSURES, int);
IS (FFI_NATIVE_RAW_API, int);
IS (FFI_TYPE_VOID, int);
IS (FFI_TYPE_LAST, int);
IS (FFI_FN (0), void (*) (void));
IS (FFI_CL (0), HANDLER (void **));

/* Calls.  */
IS (&ffi_prep_cif, ffi_status (*) (ffi_cif *, ffi_abi, unsigned, ffi_type *,
                                   ffi_type **));
IS (&ffi_prep_cif_var, ffi_status (*) (ffi_cif *, ffi_abi, unsigned, unsigned,
                                       ffi_type *, ffi_type **));
IS (&ffi_get_struct_offsets, ffi_status (*) (ffi_abi, ffi_type *, size_t *));
IS (&ffi_call, void (*) (ffi_cif *, void (*) (void), void *, void **));
IS (&ffi_call_plan_alloc, struct ffi_call_plan *(*) (ffi_cif *));
IS (&ffi_call_plan_invoke, void (*) (ffi_call_plan *, void (*) (void), void *,
                                     void **));
IS (&ffi_call_plan_free, void (*) (ffi_call_plan *));
IS (&ffi_call_plan_size, size_t (*) (ffi_call_plan *));

/* Closures.  */
ARRAY (ffi_closure, tramp, FFI_TRAMPOLINE_SIZE);
MEMBER (ffi_closure, ftramp, void *);
MEMBER (ffi_closure, cif, ffi_cif *);
MEMBER (ffi_closure, fun, HANDLER (void **));
MEMBER (ffi_closure, user_data, void *);
IS (&ffi_closure_alloc, void *(*) (size_t, void **));
IS (&ffi_closure_free, void (*) (void *));
IS (&ffi_prep_closure, ffi_status (*) (ffi_closure *, ffi_cif *,
                                       HANDLER (void **), void *));
IS (&ffi_prep_closure_loc, ffi_status (*) (ffi_closure *, ffi_cif *,
                                           HANDLER (void **), void *, void *));
#ifdef FFI_GO_CLOSURES
MEMBER (ffi_go_closure, tramp, void *);
MEMBER (ffi_go_closure, cif, ffi_cif *);
MEMBER (ffi_go_closure, fun, HANDLER (void **));
IS (&ffi_prep_go_closure, ffi_status (*) (ffi_go_closure *, ffi_cif *,
                                          HANDLER (void **)));
IS (&ffi_call_go, void (*) (ffi_cif *, void (*) (void), void *, void **,
                            void *));
#elif !defined __APPLE__ && !defined _WIN32
# error "no Go closures"
#endif

/* Words.  */
MEMBER (ffi_raw, sint, ffi_sarg);
MEMBER (ffi_raw, uint, ffi_arg);
MEMBER (ffi_raw, flt, float);
ARRAY (ffi_raw, data, FFI_SIZEOF_ARG);
MEMBER (ffi_raw, ptr, void *);
#if FFI_SIZEOF_JAVA_RAW < FFI_SIZEOF_ARG
MEMBER (ffi_java_raw, sint, int);
MEMBER (ffi_java_raw, uint, unsigned);
MEMBER (ffi_java_raw, flt, float);
ARRAY (ffi_java_raw, data, 4);
MEMBER (ffi_java_raw, ptr, void *);
#else
IS ((ffi_java_raw *) 0, ffi_raw *);
#endif
IS (&ffi_raw_call, void (*) (ffi_cif *, void (*) (void), void *, ffi_raw *));
IS (&ffi_ptrarray_to_raw, void (*) (ffi_cif *, void **, ffi_raw *));
IS (&ffi_raw_to_ptrarray, void (*) (ffi_cif *, ffi_raw *, void **));
IS (&ffi_raw_size, size_t (*) (ffi_cif *));
IS (&ffi_java_raw_call, void (*) (ffi_cif *, void (*) (void), void *,
                                  ffi_java_raw *));
IS (&ffi_java_ptrarray_to_raw, void (*) (ffi_cif *, void **, ffi_java_raw *));
IS (&ffi_java_raw_to_ptrarray, void (*) (ffi_cif *, ffi_java_raw *, void **));
IS (&ffi_java_raw_size, size_t (*) (ffi_cif *));
ARRAY (ffi_raw_closure, tramp, FFI_TRAMPOLINE_SIZE);
MEMBER (ffi_raw_closure, cif, ffi_cif *);
MEMBER (ffi_raw_closure, fun, HANDLER (ffi_raw *));
MEMBER (ffi_raw_closure, user_data, void *);
ARRAY (ffi_java_raw_closure, tramp, FFI_TRAMPOLINE_SIZE);
MEMBER (ffi_java_raw_closure, cif, ffi_cif *);
MEMBER (ffi_java_raw_closure, fun, HANDLER (ffi_java_raw *));
MEMBER (ffi_java_raw_closure, user_data, void *);
IS (&ffi_prep_raw_closure, ffi_status (*) (ffi_raw_closure *, ffi_cif *,
                                           HANDLER (ffi_raw *), void *));
IS (&ffi_prep_raw_closure_loc, ffi_status (*) (ffi_raw_closure *, ffi_cif *,
                                               HANDLER (ffi_raw *), void *,
                                               void *));
#if !FFI_NATIVE_RAW_API
MEMBER (ffi_raw_closure, translate_args, HANDLER (void **));
MEMBER (ffi_raw_closure, this_closure, void *);
MEMBER (ffi_java_raw_closure, translate_args, HANDLER (void **));
MEMBER (ffi_java_raw_closure, this_closure, void *);
IS (&ffi_prep_java_raw_closure,
    ffi_status (*) (ffi_java_raw_closure *, ffi_cif *,
                    HANDLER (ffi_java_raw *), void *));
IS (&ffi_prep_java_raw_closure_loc,
    ffi_status (*) (ffi_java_raw_closure *, ffi_cif *,
                    HANDLER (ffi_java_raw *), void *, void *));
#endif

/* The library.  */
IS (&ffi_get_version, const char *(*) (void));
IS (&ffi_get_version_number, unsigned long (*) (void));
IS (&ffi_get_default_abi, unsigned (*) (void));
IS (&ffi_get_closure_size, size_t (*) (void));

int
main (void)
{
  return 0;
}

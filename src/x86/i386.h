/* SPDX-License-Identifier: MIT */
#ifndef FFI_I386_H
#define FFI_I386_H

#include "arch.h"
#include "x86/image-i386.h"

/* What all conventions of one platform's compilers have in common.  */
struct ffi_i386_platform
{
  /* Structs and unions of 1, 2, 4 or 8 bytes are returned in eax and edx, if
     each member, at every level, has such a size.  */
  bool small_structs;
  /* ... with float_structs, those of one float or double in st0.  With
     scalar_structs (gcc), those of one long double or vector too are returned
     as that scalar.  */
  bool float_structs, scalar_structs;
  /* A cdecl function pops the hidden pointer to its result.  */
  bool pops_hidden;
  /* Vectors on the stack are aligned to 16 bytes; the same for structs that
     hold one.  */
  bool aligned_vectors, aligned_vector_structs;
  /* Over-aligned structs, and vectors without a register, are passed by
     reference.  */
  bool by_reference;
  uint8_t vectors;           /* registers for vectors */
  uint8_t ldbl_align;        /* alignment of long double on the stack */
  /* long double is binary128, which is returned in memory and has the
     alignment of vectors on the stack.  */
  bool quad;
  /* Code compiled without SSE returns vectors in memory, and passes those of 8
     and 16 bytes on the stack.  */
  bool memory_vectors;
  /* In conventions with register arguments, integers of 8 bytes, and structs,
     consume one register per word although they are passed on the stack; or
     structs consume all registers.  */
  bool wide_use_registers, structs_use_registers, structs_use_all;
};

struct ffi_i386_desc
{
  struct ffi_abi_desc abi;
  const struct ffi_i386_platform *platform;
  uint8_t nreg;              /* for integers and pointers, ... */
  uint8_t reg[3];            /* ... their offsets in the image */
  uint8_t registers;         /* the flag for them */
  bool callee_pops;
  /* Pascal's order: the last argument is at the lowest address, and the
     hidden pointer counts as the last.  */
  bool left_to_right;
  bool hidden_in_register;   /* the hidden pointer may take one */
};

/* The flags of layout.flags for what the callee pops, of DESC's convention
   unless the function is variadic; HIDDEN: of a function with a result in
   memory.  */
static inline uint32_t
ffi_i386_pop_flags (const struct ffi_i386_desc *desc, bool plain, bool hidden,
                    uint32_t stack)
{
  return plain && desc->callee_pops
           ? I386_POPS_ALL | (stack % 8 != 0 ? I386_POPS_WORD : 0)
         : hidden && desc->platform->pops_hidden ? I386_POPS_WORD : 0;
}

/* The conventions of one platform.  */
struct ffi_i386_abis
{
  struct ffi_i386_desc cdecl_, stdcall_, thiscall_, fastcall_, pascal_,
    register_;
};

FFI_HIDDEN extern const struct ffi_i386_abis ffi_i386_linux,
  ffi_i386_linux_nosse, ffi_i386_linux_quad, ffi_i386_linux_quad_nosse,
  ffi_i386_freebsd,
  ffi_i386_darwin, ffi_i386_mingw, ffi_i386_mingw_nosse, ffi_i386_msvc;

#endif

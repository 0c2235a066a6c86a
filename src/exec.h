/* SPDX-License-Identifier: MIT */
/* Memory for closures and their code.  Read by C and assembly.

   A *unit* is a run of *slots* and a run of as many pieces of code.  A slot
   holds a closure or a part of a larger closure.

   The pool (FFI_EXEC_STATIC_TRAMP, the default): code is a *trampoline*, which
   loads its slot's address and jumps to the entry in the slot.  The first unit
   is the library's own text and .bss.  Further units are the same text pages,
   mapped once more, beside fresh slots (pool/unitmap.c); or, if FFI_EXEC_WRITE
   is 1, trampolines that ffi_arch_write_pool_tramp wrote.

   Without the pool, closures are in memory that is mapped twice, once writable
   and once executable, and hold their own code (pool/execmap.c).

   What a family's tramp.h defines:
     FFI_TRAMP_ENTRY_AT    offset of the entry's address in ffi_closure.tramp,
                           in the pool and in caller-placed closures alike
     FFI_TRAMP_WORD        type of the entry, if it is not uintptr_t
     FFI_TRAMP_NOTE_AT     optional: offset of 8 bytes for the note that
                           target->closure makes
     FFI_TRAMP_COUNT       trampolines in a unit
     FFI_TRAMP_SIZE        bytes of a trampoline, a power of two, not more
                           than a slot
     FFI_TRAMP_TAIL        optional: bytes, a multiple of their size, of code
                           behind the trampolines that they share
     FFI_TRAMP_ALIGN_LOG2  alignment of text and slots; the usual page saves
                           memory, any value works
     FFI_TRAMP_SLOT        bytes of a slot, a multiple of its alignment
     FFI_TRAMP_PROT        optional: what mmap takes beside PROT_EXEC for
                           code with landing pads, where the system knows it
     FFI_TRAMP_SPAN_LOG2   a unit's slots, 2 KiB more and the largest page fit
                           in this; 16 where images are mapped at 64 KiB
                           (Windows)
     FFI_TRAMP_SWAP_ALONE  optional, in C: defined if there is a function
                           ffi_tramp_swap_alone (word, expected, new), a
                           compare-and-swap of a uintptr_t that is whole
                           against signal handlers, not against threads, and
                           cheaper than one that is
     FFI_TRAMP_FLUSH       optional, in C: defined if the family has
                           ffi_pages_flush, because the compiler's builtin
                           does nothing
     FFI_TRAMP_SIGN, FFI_TRAMP_STRIP
                           optional, in C: code's address as a function
                           pointer, and the other way round, where those
                           differ
   and, for assembly, the macros
     ffi_tramp_code SLOT   a trampoline; SLOT is an expression
     ffi_tramp_tail_code   what they share, if anything
     ffi_tramp_forward_code  (pool/tramp.S)

   Where function pointers are addresses of descriptors, tramp.h defines
   FFI_EXEC_DATA and FFI_TRAMP_ENTRY_AT alone: a closure is a descriptor, data
   that needs no code, and units without the pool are mapped once.  */
#ifndef FFI_EXEC_H
#define FFI_EXEC_H

#ifndef FFI_EXEC_STATIC_TRAMP
# define FFI_EXEC_STATIC_TRAMP 1
#endif
#ifndef FFI_EXEC_WRITE
# define FFI_EXEC_WRITE 1
#endif

#ifdef __ASSEMBLER__
# include <ffi.h>
#else
# include "arch.h"
#endif
/* A slot that forwards has the address of the closure in place of its cif.
   Any place in the slot except the entry's would do.  */
#define FFI_TRAMP_FORWARD_AT FFI_TRAMPOLINE_SIZE

#include "family.h"
#include FFI_FAMILY_TRAMP

#ifdef FFI_EXEC_DATA
# undef FFI_EXEC_STATIC_TRAMP
# define FFI_EXEC_STATIC_TRAMP 0
#endif

#ifndef __ASSEMBLER__

#if !FFI_EXEC_STATIC_TRAMP
/* A slot is its own code.  The states of a unit's slots are in other pages;
   Windows has neither fork nor pages of other sizes.  */
# undef FFI_TRAMP_COUNT
# undef FFI_TRAMP_SIZE
# undef FFI_TRAMP_SLOT
# undef FFI_TRAMP_SPAN_LOG2
# undef FFI_TRAMP_TAIL
# ifdef _WIN32
#  define FFI_TRAMP_SLOTS_BYTES 0xf000
#  define FFI_TRAMP_SPAN_LOG2 16
# else
#  define FFI_TRAMP_SLOTS_BYTES 0x10000
#  define FFI_TRAMP_SPAN_LOG2 17
# endif
# define FFI_TRAMP_SLOT ((int) (sizeof (ffi_closure) + 15) / 16 * 16)
# define FFI_TRAMP_SIZE FFI_TRAMP_SLOT
# define FFI_TRAMP_COUNT (FFI_TRAMP_SLOTS_BYTES / FFI_TRAMP_SLOT)
#endif

#ifndef FFI_TRAMP_TAIL
# define FFI_TRAMP_TAIL 0
#endif

#ifndef FFI_TRAMP_PROT
# define FFI_TRAMP_PROT 0
#endif

#ifndef FFI_TRAMP_SIGN
# define FFI_TRAMP_SIGN(address) (address)
# define FFI_TRAMP_STRIP(pointer) (pointer)
#endif

#ifndef FFI_TRAMP_WORD
# define FFI_TRAMP_WORD uintptr_t
#endif

#if FFI_EXEC_STATIC_TRAMP
/* The trampolines of the first unit.  */
extern const char ffi_tramp_text[] FFI_HIDDEN;

static inline uintptr_t
ffi_tramp_text_at (void)
{
  return (uintptr_t) FFI_TRAMP_STRIP ((const void *) ffi_tramp_text);
}

/* ffi_exec_owns, for the units but the first.  */
FFI_HIDDEN bool ffi_unit_search_text (uintptr_t address);

/* Writes to AT the FFI_TRAMP_SIZE bytes of a trampoline that will be executed
   at CODE and enters the closure at SLOT.  No bytes of a FFI_TRAMP_TAIL are
   there.  */
FFI_HIDDEN void ffi_arch_write_pool_tramp (void *at, uintptr_t code,
                                           uintptr_t slot);
#endif

/* Whether CODE, the code address of a closure, is a trampoline of the pool.
   If it is, the closure needs only its entry stored.  If it is not, the
   closure is in executable memory, which is executed at CODE, and
   ffi_arch_write_tramp must write its code.  O(1), takes no lock.  */
static inline bool
ffi_exec_owns (const void *code)
{
#if FFI_EXEC_STATIC_TRAMP
  code = FFI_TRAMP_STRIP (code);
  return (uintptr_t) code - ffi_tramp_text_at ()
             < FFI_TRAMP_COUNT * FFI_TRAMP_SIZE
         || ffi_unit_search_text ((uintptr_t) code);
#else
  (void) code;
  return false;
#endif
}

#if defined _MSC_VER || defined FFI_TRAMP_FLUSH
/* The builtin of clang calls a function that Microsoft's libraries lack, and
   gcc's does nothing on some processors.  */
FFI_HIDDEN void ffi_pages_flush (void *at, size_t size);
#else
static inline void
ffi_pages_flush (void *at, size_t size)
{
  __builtin___clear_cache ((char *) at, (char *) at + size);
}
#endif

/* Makes the SIZE bytes written at FROM executable code, also at TO, where the
   same memory is mapped.  */
static inline void
ffi_tramp_flush (void *from, void *to, size_t size)
{
  ffi_pages_flush (from, size);
  if (to != from)
    ffi_pages_flush (to, size);
}

/* Stores what CLOSURE's trampoline jumps to.  */
static inline void
ffi_tramp_set_entry (void *closure, void (*entry) (void))
{
  FFI_TRAMP_WORD word = (FFI_TRAMP_WORD) (uintptr_t) entry;
  memcpy ((char *) closure + FFI_TRAMP_ENTRY_AT, &word, sizeof word);
}

#endif
#endif

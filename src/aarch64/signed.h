/* SPDX-License-Identifier: MIT */
/* Function pointers of AArch64.  In arm64e, all function pointers of C
   (parameters, members of structs, slots) are signed with key IA and
   discriminator 0.  Read by C and assembly.

   Assembly:
     CALL_FN, JUMP_FN       blr and br to a function pointer of C in a register
     SIGN_FN (register)     turns the address there into a function pointer
   C:
     FFI_TRAMP_SIGN, FFI_TRAMP_STRIP   (exec.h)
     AARCH64_JUMP_X16       the instruction JUMP_FN x16  */
#ifndef FFI_SIGNED_H
#define FFI_SIGNED_H

#ifdef __has_feature
# if __has_feature (ptrauth_calls)
#  define AARCH64_SIGNED 1
# endif
#endif

#ifdef AARCH64_SIGNED

# define AARCH64_JUMP_X16 0xd61f0a1f
# ifdef __ASSEMBLER__
#  define CALL_FN blraaz
#  define JUMP_FN braaz
#  define SIGN_FN(register) paciza register
# else
#  include <ptrauth.h>
#  define FFI_TRAMP_SIGN(address) \
  ptrauth_sign_unauthenticated (address, ptrauth_key_function_pointer, 0)
#  define FFI_TRAMP_STRIP(pointer) \
  ptrauth_strip (pointer, ptrauth_key_function_pointer)
# endif

#else

# define AARCH64_JUMP_X16 0xd61f0200
# ifdef __ASSEMBLER__
#  define CALL_FN blr
#  define JUMP_FN br
#  define SIGN_FN(register)
# else
#  define FFI_TRAMP_SIGN(address) (address)
#  define FFI_TRAMP_STRIP(pointer) (pointer)
# endif

#endif
#endif

/* SPDX-License-Identifier: MIT */
/* The landing pads and signed addresses of AArch64 (BTI, PAC, GCS), for
   assembly:

     BTI_C                  first instruction of what an indirect call reaches,
                            or a jump through x16 or x17
     SIGN_LR, AUTH_LR       first, and last before ret, in a function that
                            stores the link register; SIGN_LR is a BTI_C too
     SIGN_17, AUTH_17       the same for a return address in x17, with the CFA in
                            x16: no landing pad
     SIGN_STUB, AUTH_STUB   the same for code that has no frame, and so no
                            unwind information, of its own

   All are hints: every assembler knows them, and processors without the
   feature ignore them.  */
#ifndef FFI_PADS_AARCH64_H
#define FFI_PADS_AARCH64_H

#ifdef __ARM_FEATURE_BTI_DEFAULT
# define BTI_C hint #34
# define ASM_PROPERTY_BTI 1
#else
# define BTI_C
# define ASM_PROPERTY_BTI 0
#endif

#ifndef __ARM_FEATURE_PAC_DEFAULT
# define SIGN_STUB BTI_C
# define AUTH_STUB
# define SIGN_17
# define AUTH_17
#elif __ARM_FEATURE_PAC_DEFAULT & 2
# define SIGN_STUB hint #27
# define AUTH_STUB hint #31
# define SIGN_17 hint #10
# define AUTH_17 hint #14
#else
# define SIGN_STUB hint #25
# define AUTH_STUB hint #29
# define SIGN_17 hint #8
# define AUTH_17 hint #12
#endif

	.macro	ffi_asm_sign_lr
	SIGN_STUB
	ffi_asm_signed
	.endm

/* The return address is signed now.  */
	.macro	ffi_asm_signed
#ifdef __ARM_FEATURE_PAC_DEFAULT
# if __ARM_FEATURE_PAC_DEFAULT & 2
	.cfi_b_key_frame
# endif
	.cfi_negate_ra_state
#endif
	.endm

	.macro	ffi_asm_auth_lr
	AUTH_STUB
#ifdef __ARM_FEATURE_PAC_DEFAULT
	.cfi_negate_ra_state
#endif
	.endm

#define SIGN_LR ffi_asm_sign_lr
#define AUTH_LR ffi_asm_auth_lr

#ifdef __ARM_FEATURE_PAC_DEFAULT
# define ASM_PROPERTY_PAC 2
#else
# define ASM_PROPERTY_PAC 0
#endif
#ifdef __ARM_FEATURE_GCS_DEFAULT
# define ASM_PROPERTY_GCS 4
#else
# define ASM_PROPERTY_GCS 0
#endif
#define ASM_PROPERTIES \
  (ASM_PROPERTY_BTI + ASM_PROPERTY_PAC + ASM_PROPERTY_GCS)

#endif

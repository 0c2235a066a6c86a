/* SPDX-License-Identifier: MIT */
/* Every calling convention that has a place function, by name.  */
#include "abis.h"
#include "aarch64/aapcs64.h"
#include "arm/aapcs.h"
#include "loongarch/lapcs.h"
#include "mips/mips.h"
#include "powerpc/ppc32.h"
#include "powerpc/ppc64.h"
#include "riscv/psabi.h"
#include "s390/s390.h"
#include "x86/i386.h"
#include "x86/sysv64.h"
#include "x86/win64.h"

/* An entry with the name of the descriptor, or with another name for other
   sizes of types.  */
#define ABI(desc, ...) { NULL, &(desc).abi, __VA_ARGS__ }
#define ALIAS(name, desc, ...) { name, &(desc).abi, __VA_ARGS__ }
#define I386(platform, ldbl)                                                  \
  ABI (platform.cdecl_, 4, ldbl, false),                                      \
  ABI (platform.stdcall_, 4, ldbl, false),                                    \
  ABI (platform.thiscall_, 4, ldbl, false),                                   \
  ABI (platform.fastcall_, 4, ldbl, false),                                   \
  ABI (platform.pascal_, 4, ldbl, false),                                     \
  ABI (platform.register_, 4, ldbl, false)

#define ELFV2(variants)                                                       \
  ABI (variants.ibm, 8, 16, true),                                            \
  ABI (variants.ieee, 8, 16, true),                                           \
  ABI (variants.ldbl64, 8, 0, true)
#define ELFV1(variants)                                                       \
  ABI (variants.ibm, 8, 16, true),                                            \
  ABI (variants.ldbl64, 8, 0, true),                                          \
  ABI (variants.ibm_unaligned, 8, 16, true),                                  \
  ABI (variants.ldbl64_unaligned, 8, 0, true)
#define PPC32(variants)                                                       \
  ABI (variants.ibm, 4, 16, false),                                           \
  ABI (variants.ieee, 4, 16, false),                                          \
  ABI (variants.ldbl64, 4, 0, false)

static const struct ffi_named_abi abis[] = {
  ABI (ffi_sysv64, 8, 16, true),
  ALIAS ("x32", ffi_sysv64, 4, 16, true),
  ABI (ffi_win64, 8, 16, true),
  ABI (ffi_gnuw64, 8, 16, true),
  I386 (ffi_i386_linux, 12),
  I386 (ffi_i386_linux_nosse, 12),
  I386 (ffi_i386_freebsd, 12),
  I386 (ffi_i386_darwin, 16),
  I386 (ffi_i386_mingw, 12),
  I386 (ffi_i386_mingw_nosse, 12),
  I386 (ffi_i386_msvc, 0),
  ABI (ffi_aapcs64, 8, 16, true),
  ALIAS ("aarch64-ilp32", ffi_aapcs64, 4, 16, true),
  ABI (ffi_aapcs64_be, 8, 16, true),
  ABI (ffi_aapcs64_apple, 8, 0, true),
  ABI (ffi_aapcs64_apple_ilp32, 4, 0, true),
  ABI (ffi_aapcs64_windows, 8, 0, true),
  ABI (ffi_aapcs64_ms_abi, 8, 16, true),
  ABI (ffi_arm_vfp, 4, 0, false),
  ABI (ffi_arm_sysv, 4, 0, false),
  ABI (ffi_armeb_vfp, 4, 0, false),
  ABI (ffi_armeb_sysv, 4, 0, false),
  ABI (ffi_arm_apple, 4, 0, false),
  ABI (ffi_arm_watch, 4, 0, false),
  ABI (ffi_arm_windows, 4, 0, false),
  ABI (ffi_riscv_lp64, 8, 16, true),
  ABI (ffi_riscv_lp64f, 8, 16, true),
  ABI (ffi_riscv_lp64d, 8, 16, true),
  ABI (ffi_riscv_lp64e, 8, 16, true),
  ABI (ffi_riscv_ilp32, 4, 16, false),
  ABI (ffi_riscv_ilp32f, 4, 16, false),
  ABI (ffi_riscv_ilp32d, 4, 16, false),
  ABI (ffi_riscv_ilp32e, 4, 16, false),
  ABI (ffi_loongarch_lp64s, 8, 16, true),
  ABI (ffi_loongarch_lp64f, 8, 16, true),
  ABI (ffi_loongarch_lp64d, 8, 16, true),
  ABI (ffi_loongarch_ilp32s, 4, 16, false),
  ABI (ffi_loongarch_ilp32f, 4, 16, false),
  ABI (ffi_loongarch_ilp32d, 4, 16, false),
  ABI (ffi_o32_be, 4, 0, false),
  ABI (ffi_o32_le, 4, 0, false),
  ABI (ffi_o32_soft_be, 4, 0, false),
  ABI (ffi_o32_soft_le, 4, 0, false),
  ABI (ffi_n64_be, 8, 16, true),
  ABI (ffi_n64_le, 8, 16, true),
  ABI (ffi_n64_soft_be, 8, 16, true),
  ABI (ffi_n64_soft_le, 8, 16, true),
  ALIAS ("mips-n32", ffi_n64_be, 4, 16, true),
  ALIAS ("mipsel-n32", ffi_n64_le, 4, 16, true),
  ALIAS ("mips-n32-soft", ffi_n64_soft_be, 4, 16, true),
  ALIAS ("mipsel-n32-soft", ffi_n64_soft_le, 4, 16, true),
  ELFV2 (ffi_ppc64_elfv2_le),
  ELFV2 (ffi_ppc64_elfv2_be),
  ELFV1 (ffi_ppc64_elfv1),
  ELFV1 (ffi_ppc64_elfv1_altivec),
  PPC32 (ffi_ppc32),
  PPC32 (ffi_ppc32_svr4),
  PPC32 (ffi_ppc32_soft),
  PPC32 (ffi_ppc32_soft_svr4),
  PPC32 (ffi_ppc32_altivec),
  PPC32 (ffi_ppc32_altivec_svr4),
  ABI (ffi_s390x, 8, 16, true),
  ABI (ffi_s390x_vx, 8, 16, true),
  ALIAS ("s390x-ldbl64", ffi_s390x, 8, 0, true),
  ABI (ffi_s390x_soft, 8, 16, true),
  ABI (ffi_s390, 4, 16, false),
  ABI (ffi_s390_vx, 4, 16, false),
  ALIAS ("s390-ldbl64", ffi_s390, 4, 0, false),
  ABI (ffi_s390_soft, 4, 16, false)
};

const struct ffi_named_abi *
ffi_abi_number (unsigned n)
{
  return n < sizeof abis / sizeof *abis ? &abis[n] : NULL;
}

const char *
ffi_abi_name (const struct ffi_named_abi *abi)
{
  return abi->alias ? abi->alias : abi->desc->name;
}

const struct ffi_named_abi *
ffi_abi_named (const char *name)
{
  const struct ffi_named_abi *abi;
  for (unsigned n = 0; (abi = ffi_abi_number (n)) != NULL; n++)
    if (strcmp (ffi_abi_name (abi), name) == 0)
      return abi;
  return NULL;
}

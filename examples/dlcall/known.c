/* SPDX-License-Identifier: MIT */
/* Types that headers of C and POSIX define, as Linux's C libraries have them
   and other systems mostly do.  */
#include "dlcall.h"

#include <string.h>

/* Integers.  */
static const struct { const char *name; enum basic basic; bool is_signed; }
integers[] = {
  { "int8_t", B_CHAR, true }, { "uint8_t", B_CHAR, false },
  { "int16_t", B_SHORT, true }, { "uint16_t", B_SHORT, false },
  { "int32_t", B_INT, true }, { "uint32_t", B_INT, false },
  { "int64_t", B_LLONG, true }, { "uint64_t", B_LLONG, false },
  { "int_least8_t", B_CHAR, true }, { "uint_least8_t", B_CHAR, false },
  { "int_least16_t", B_SHORT, true }, { "uint_least16_t", B_SHORT, false },
  { "int_least32_t", B_INT, true }, { "uint_least32_t", B_INT, false },
  { "int_least64_t", B_LLONG, true }, { "uint_least64_t", B_LLONG, false },
  { "int_fast8_t", B_CHAR, true }, { "uint_fast8_t", B_CHAR, false },
  { "int_fast16_t", B_LONG, true }, { "uint_fast16_t", B_LONG, false },
  { "int_fast32_t", B_LONG, true }, { "uint_fast32_t", B_LONG, false },
  { "int_fast64_t", B_LLONG, true }, { "uint_fast64_t", B_LLONG, false },
  { "intmax_t", B_LLONG, true }, { "uintmax_t", B_LLONG, false },
  { "__int128_t", B_INT128, true }, { "__uint128_t", B_INT128, false },
  { "size_t", B_POINTER, false }, { "ssize_t", B_POINTER, true },
  { "rsize_t", B_POINTER, false }, { "ptrdiff_t", B_POINTER, true },
  { "intptr_t", B_POINTER, true }, { "uintptr_t", B_POINTER, false },
  { "char8_t", B_CHAR, false }, { "char16_t", B_SHORT, false },
  { "char32_t", B_INT, false }, { "wint_t", B_INT, false },
  { "wctype_t", B_LONG, false }, { "sig_atomic_t", B_INT, true },
  { "errno_t", B_INT, true }, { "error_t", B_INT, true },
  { "time_t", B_TIME, true }, { "suseconds_t", B_LONG, true },
  { "useconds_t", B_INT, false }, { "clock_t", B_LONG, true },
  { "clockid_t", B_INT, true }, { "pid_t", B_INT, true },
  { "uid_t", B_INT, false }, { "gid_t", B_INT, false },
  { "id_t", B_INT, false }, { "mode_t", B_INT, false },
  { "off_t", B_LONG, true }, { "off64_t", B_LLONG, true },
  { "loff_t", B_LLONG, true }, { "dev_t", B_LLONG, false },
  { "ino_t", B_LONG, false }, { "ino64_t", B_LLONG, false },
  { "nlink_t", B_LONG, false }, { "blksize_t", B_LONG, true },
  { "blkcnt_t", B_LONG, true }, { "fsblkcnt_t", B_LONG, false },
  { "fsfilcnt_t", B_LONG, false }, { "rlim_t", B_LONG, false },
  { "key_t", B_INT, true }, { "idtype_t", B_INT, false },
  { "nfds_t", B_LONG, false }, { "socklen_t", B_INT, false },
  { "sa_family_t", B_SHORT, false }, { "in_addr_t", B_INT, false },
  { "in_port_t", B_SHORT, false }, { "speed_t", B_INT, false },
  { "tcflag_t", B_INT, false }, { "cc_t", B_CHAR, false },
  { "pthread_t", B_LONG, false }, { "pthread_key_t", B_INT, false },
  { "pthread_once_t", B_INT, true }, { "pthread_spinlock_t", B_INT, true },
  { "thrd_t", B_LONG, false }, { "tss_t", B_INT, false },
  { "mqd_t", B_INT, true }, { "nl_item", B_INT, true },
  { "regoff_t", B_INT, true }, { "key_serial_t", B_INT, true },
  { "ACTION", B_INT, false }, { "VISIT", B_INT, false },
  { "DBTYPE", B_INT, false }, { "pgno_t", B_INT, false },
  { "Lmid_t", B_LONG, true },
  { "bool_t", B_INT, true }, { "enum_t", B_INT, true },
  { "uint", B_INT, false }, { "ushort", B_SHORT, false },
  { "ulong", B_LONG, false }, { "u_char", B_CHAR, false },
  { "u_short", B_SHORT, false }, { "u_int", B_INT, false },
  { "u_long", B_LONG, false }, { "u_int8_t", B_CHAR, false },
  { "u_int16_t", B_SHORT, false }, { "u_int32_t", B_INT, false },
  { "u_int64_t", B_LLONG, false }, { "quad_t", B_LLONG, true },
  { "u_quad_t", B_LLONG, false }, { "__u8", B_CHAR, false },
  { "__u16", B_SHORT, false }, { "__u32", B_INT, false },
  { "__u64", B_LLONG, false }, { "__s8", B_CHAR, true },
  { "__s16", B_SHORT, true }, { "__s32", B_INT, true },
  { "__s64", B_LLONG, true }
};

/* Others, in C.  Of those that are a struct or union by a tag, the text is
   its body.  */
static const struct { const char *name, *text; } others[] = {
  { "div_t", "struct {int quot, rem;}" },
  { "ldiv_t", "struct {long quot, rem;}" },
  { "lldiv_t", "struct {long long quot, rem;}" },
  { "imaxdiv_t", "struct {long long quot, rem;}" },
  { "float_t", "float" }, { "double_t", "double" },
  { "_Float32", "float" }, { "_Float64", "double" },
  { "_Float32x", "double" }, { "caddr_t", "char *" },
  { "va_list", "void *" }, { "locale_t", "void *" },
  { "timer_t", "void *" }, { "iconv_t", "void *" },
  { "nl_catd", "void *" }, { "jmp_buf", "void *" },
  { "sigjmp_buf", "void *" }, { "res_state", "void *" },
  { "aio_context_t", "unsigned long" }, { "cap_user_header_t", "void *" },
  { "cap_user_data_t", "void *" },
  { "cookie_io_functions_t", "struct {void *read, *write, *seek, *close;}" },
  { "printf_function", "int (*) (void *, const void *, const void *)" },
  { "printf_arginfo_size_function",
    "int (*) (const void *, size_t, int *, int *)" },
  { "printf_va_arg_function", "void (*) (void *, void *)" },
  { "ENTRY", "struct {char *key; void *data;}" }, { "wctrans_t", "const void *" },
  { "sighandler_t", "void (*) (int)" }, { "sig_t", "void (*) (int)" },
  { "__sighandler_t", "void (*) (int)" },
  { "__compar_fn_t", "int (*) (const void *, const void *)" },
  { "comparison_fn_t", "int (*) (const void *, const void *)" },
  { "__compar_d_fn_t", "int (*) (const void *, const void *, void *)" },
  { "__free_fn_t", "void (*) (void *)" },
  { "__ftw_func_t", "int (*) (const char *, const void *, int)" },
  { "thrd_start_t", "int (*) (void *)" },
  { "tss_dtor_t", "void (*) (void *)" },
  { "xdrproc_t", "int (*) (void *, void *, ...)" },
  { "resultproc_t", "int (*) (char *, void *)" },
  { "struct mallinfo", "struct {int arena, ordblks, smblks, hblks, hblkhd, "
    "usmblks, fsmblks, uordblks, fordblks, keepcost;}" },
  { "struct mallinfo2", "struct {size_t arena, ordblks, smblks, hblks, "
    "hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;}" },
  { "struct in_addr", "struct {uint32_t s_addr;}" },
  { "struct in6_addr", "struct {uint8_t s6_addr[16];}" },
  { "struct timeval", "struct {time_t tv_sec; suseconds_t tv_usec;}" },
  { "struct timespec", "struct {time_t tv_sec; long tv_nsec;}" },
  { "union sigval", "union {int sival_int; void *sival_ptr;}" }
};

struct type *
known_type (struct job *job, const struct model *model, const char *name)
{
  for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
    if (strcmp (name, integers[i].name) == 0)
      return type_integer (job, model, integers[i].basic,
                           integers[i].is_signed, integers[i].name);
  if (strcmp (name, "wchar_t") == 0)
    {
      struct type *type = type_integer (job, model, B_WCHAR,
                                        !model->wchar_unsigned, "wchar_t");
      type->is_wide = true;
      return type;
    }
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strcmp (name, others[i].name) == 0)
      return parse_type_name (job, model, NULL, others[i].text,
                              strlen (others[i].text));
  return NULL;
}

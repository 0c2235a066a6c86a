/* SPDX-License-Identifier: MIT */
/* Compares an ABI's placements with a golden table, on any host.

     place [-v] [FILE.gold...]     (all tables if none is named)

   A row of a table is

     RESULT f(ARGUMENT, ...) | places of the arguments | place of the result

   and says where each value travels in the words of doc/abi: "rdi" in this
   register, "S+8" eight bytes above the stack pointer at the call, "[0-7]rdi
   [8-15]xmm0" in two places, by bytes of the value, ".hi24" in the upper 24
   bits, "@16" from bit 16 up, "&→rdi" its address in a register,
   "mem(&→rdi, echoed in rax)" a result in memory whose address is passed and
   returned, "—" nowhere.  Bytes that are padding are left out: a {float,void*}
   in two registers is "[0-3]a0 [8-15]a1".  Types are the target's: a line
   "model ..." gives its sizes.  Each row is run twice: its unions, arrays,
   bit-fields and attributes are described by sizes that are filled in, as for
   libffi, and by the types that there are for them.  A row that starts with
   "+" can be described by these only, one with "-" by the others only.  A row
   that starts with "!" is a fact about the ABI that no ffi_type objects
   describe; it is counted, not run.  */
#include "aarch64/aapcs64.h"
#include "arm/aapcs.h"
#include "loongarch/lapcs.h"
#include "mips/mips.h"
#include "powerpc/ppc32.h"
#include "powerpc/ppc64.h"
#include "riscv/psabi.h"
#include "s390/s390.h"
#include "x86/sysv64.h"
#include "x86/win64.h"
#include "x86/i386.h"
#include "types.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The ABIs ----------------------------------------------------------- */

/* Golden tables and the descriptors that they test.  */
static const struct abi
{
  const char *table;
  const struct ffi_abi_desc *desc;
} abis[] = {
  { "x86_64-sysv", &ffi_sysv64.abi },
  { "x86_64-ldbl128", &ffi_sysv64_quad.abi },
  { "x86_64-ldbl64", &ffi_sysv64.abi },
  { "x32", &ffi_sysv64.abi },
  { "win64", &ffi_gnuw64.abi },
  { "win64-clang", &ffi_win64.abi },
  { "aarch64", &ffi_aapcs64.abi },
  { "aarch64_be", &ffi_aapcs64_be.abi },
  { "aarch64-ilp32", &ffi_aapcs64.abi },
  { "aarch64-apple", &ffi_aapcs64_apple.abi },
  { "aarch64-windows", &ffi_aapcs64_windows.abi },
  { "arm-vfp", &ffi_arm_vfp.abi },
  { "arm-sysv", &ffi_arm_sysv.abi },
  { "armeb-vfp", &ffi_armeb_vfp.abi },
  { "armeb-sysv", &ffi_armeb_sysv.abi },
  { "arm-apple", &ffi_arm_apple.abi },
  { "arm-watch", &ffi_arm_watch.abi },
  { "arm-windows", &ffi_arm_windows.abi },
  { "riscv-lp64", &ffi_riscv_lp64.abi },
  { "riscv-lp64f", &ffi_riscv_lp64f.abi },
  { "riscv-lp64d", &ffi_riscv_lp64d.abi },
  { "riscv-lp64e", &ffi_riscv_lp64e.abi },
  { "riscv-ilp32", &ffi_riscv_ilp32.abi },
  { "riscv-ilp32f", &ffi_riscv_ilp32f.abi },
  { "riscv-ilp32d", &ffi_riscv_ilp32d.abi },
  { "riscv-ilp32e", &ffi_riscv_ilp32e.abi },
  { "loongarch-lp64s", &ffi_loongarch_lp64s.abi },
  { "loongarch-lp64f", &ffi_loongarch_lp64f.abi },
  { "loongarch-lp64d", &ffi_loongarch_lp64d.abi },
  { "loongarch-ilp32s", &ffi_loongarch_ilp32s.abi },
  { "loongarch-ilp32f", &ffi_loongarch_ilp32f.abi },
  { "loongarch-ilp32d", &ffi_loongarch_ilp32d.abi },
  { "i386-sysv", &ffi_i386_linux.cdecl_.abi },
  { "i386-nosse", &ffi_i386_linux_nosse.cdecl_.abi },
  { "i386-nosse-fastcall", &ffi_i386_linux_nosse.fastcall_.abi },
  { "i386-ldbl64", &ffi_i386_linux.cdecl_.abi },
  { "i386-ldbl128", &ffi_i386_linux_quad_nosse.cdecl_.abi },
  { "i386-stdcall", &ffi_i386_linux.stdcall_.abi },
  { "i386-fastcall", &ffi_i386_linux.fastcall_.abi },
  { "i386-thiscall", &ffi_i386_linux.thiscall_.abi },
  { "i386-pascal", &ffi_i386_linux.pascal_.abi },
  { "i386-register", &ffi_i386_linux.register_.abi },
  { "i386-freebsd", &ffi_i386_freebsd.cdecl_.abi },
  { "i386-macos", &ffi_i386_darwin.cdecl_.abi },
  { "i386-windows", &ffi_i386_mingw.cdecl_.abi },
  { "i386-windows-nosse", &ffi_i386_mingw_nosse.cdecl_.abi },
  { "i386-windows-stdcall", &ffi_i386_mingw.stdcall_.abi },
  { "i386-windows-fastcall", &ffi_i386_mingw.fastcall_.abi },
  { "i386-windows-thiscall", &ffi_i386_mingw.thiscall_.abi },
  { "i386-msvc", &ffi_i386_msvc.cdecl_.abi },
  { "i386-msvc-fastcall", &ffi_i386_msvc.fastcall_.abi },
  { "i386-msvc-thiscall", &ffi_i386_msvc.thiscall_.abi },
  { "mips-o32", &ffi_o32_be.abi },
  { "mips-o32-soft", &ffi_o32_soft_be.abi },
  { "mips-n32", &ffi_n64_be.abi },
  { "mips-n32-soft", &ffi_n64_soft_be.abi },
  { "mips-n64", &ffi_n64_be.abi },
  { "mips-n64-soft", &ffi_n64_soft_be.abi },
  { "mipsel-o32", &ffi_o32_le.abi },
  { "mipsel-o32-soft", &ffi_o32_soft_le.abi },
  { "mipsel-n32", &ffi_n64_le.abi },
  { "mipsel-n32-soft", &ffi_n64_soft_le.abi },
  { "mipsel-n64", &ffi_n64_le.abi },
  { "mipsel-n64-soft", &ffi_n64_soft_le.abi },
  { "powerpc64le", &ffi_ppc64_elfv2_le.ibm.abi },
  { "powerpc64le-ieee", &ffi_ppc64_elfv2_le.ieee.abi },
  { "powerpc64le-ldbl64", &ffi_ppc64_elfv2_le.ldbl64.abi },
  { "powerpc64-elfv1", &ffi_ppc64_elfv1.ibm.abi },
  { "powerpc64-elfv1-altivec", &ffi_ppc64_elfv1_altivec.ibm.abi },
  { "powerpc64-elfv2", &ffi_ppc64_elfv2_be.ibm.abi },
  { "powerpc64-elfv2-ldbl64", &ffi_ppc64_elfv2_be.ldbl64.abi },
  { "powerpc", &ffi_ppc32.ibm.abi },
  { "powerpc-ldbl64", &ffi_ppc32.ldbl64.abi },
  { "powerpc-svr4", &ffi_ppc32_svr4.ibm.abi },
  { "powerpc-soft", &ffi_ppc32_soft.ibm.abi },
  { "powerpc-soft-svr4", &ffi_ppc32_soft_svr4.ibm.abi },
  { "powerpc-altivec", &ffi_ppc32_altivec.ibm.abi },
  { "s390x", &ffi_s390x.abi },
  { "s390x-vx", &ffi_s390x_vx.abi },
  { "s390x-ldbl64", &ffi_s390x.abi },
  { "s390x-soft", &ffi_s390x_soft.abi },
  { "s390", &ffi_s390.abi },
  { "s390-vx", &ffi_s390_vx.abi },
  { "s390-ldbl64", &ffi_s390.abi },
  { "s390-soft", &ffi_s390_soft.abi },
  { NULL, NULL }
};

/* ---- Types -------------------------------------------------------------- */

enum { MAX_SIZE = 512, MAX_ARGS = 64, MAX_MEMBERS = 64,
       MAX_TYPES = 256, MAX_TEXT = 4096 };

/* The members of a type.  */
struct list
{
  ffi_type *member[MAX_MEMBERS + 1];
  unsigned n;
};

/* A C type as an ffi_type for libffi, and with the types that it lacks; and
   which of its bytes are data.  */
struct ctype
{
  ffi_type ffi;
  struct list members;
  union { ffi_type type; ffi_array array; ffi_bitfield bits;
          ffi_record record; } own;
  ffi_type *described;       /* by OWN, or by FFI if that is as good */
  struct list own_members;
  unsigned char data[MAX_SIZE];
};

/* The target's data model.  */
static struct model
{
  unsigned pointer, ldbl_size, ldbl_align, align8, vector_align;
  bool ms_bit_fields;
  bool packed_bit_fields; /* their types align nothing */
  bool unnamed_align;     /* ... and those without a name something */
} model;

static const char *file, *text;
static unsigned line;

static _Noreturn void
bad (const char *what)
{
  fprintf (stderr, "%s:%u: %s at \"%s\"\n", file, line, what, text);
  exit (2);
}

/* The types of the row at hand.  */
static struct ctype pool[MAX_TYPES];
static unsigned pool_used;

static struct ctype *
new_type (unsigned code, size_t size, unsigned align)
{
  if (pool_used == MAX_TYPES || size > MAX_SIZE)
    bad ("too large");
  struct ctype *type = &pool[pool_used++];
  memset (type, 0, sizeof *type);
  type->ffi.type = (unsigned short) code;
  type->ffi.size = size;
  type->ffi.alignment = (unsigned short) align;
  type->described = &type->ffi;
  memset (type->data, 1, size);
  return type;
}

static bool
skip (const char *token)
{
  size_t n = strlen (token);
  if (strncmp (text, token, n) != 0)
    return false;
  text += n;
  return true;
}

static unsigned
number (void)
{
  char *end;
  unsigned long n = strtoul (text, &end, 10);
  if (end == text)
    bad ("number expected");
  text = end;
  return (unsigned) n;
}

static void
add_to (struct list *list, ffi_type *member)
{
  if (list->n == MAX_MEMBERS)
    bad ("too many members");
  list->member[list->n++] = member;
}

/* ELEMENT of TYPE as libffi is told of it.  */
static void
add_element (struct ctype *type, struct ctype *element)
{
  add_to (&type->members, &element->ffi);
  type->ffi.elements = type->members.member;
}

static struct ctype *
parse_scalar (void)
{
  static const struct { const char *name; uint8_t code, size; } scalar[] = {
    { "void*", FFI_TYPE_POINTER, 0 },    { "void", FFI_TYPE_VOID, 1 },
    { "_Float16", FFI_TYPE_FLOAT, 2 },   { "_Bool", FFI_TYPE_UINT8, 1 },
    { "float", FFI_TYPE_FLOAT, 4 },      { "double", FFI_TYPE_DOUBLE, 8 },
    { "ldbl", FFI_CODE_LONGDOUBLE, 0 },  { "char", FFI_TYPE_SINT8, 1 },
    { "short", FFI_TYPE_SINT16, 2 },     { "int", FFI_TYPE_SINT32, 4 },
    { "unsigned", FFI_TYPE_UINT32, 4 },  { "i8", FFI_TYPE_SINT8, 1 },
    { "u8", FFI_TYPE_UINT8, 1 },         { "i128", FFI_TYPE_SINT128, 16 },
    { "i16", FFI_TYPE_SINT16, 2 },       { "u16", FFI_TYPE_UINT16, 2 },
    { "i32", FFI_TYPE_SINT32, 4 },       { "u32", FFI_TYPE_UINT32, 4 },
    { "i64", FFI_TYPE_SINT64, 8 },       { "u64", FFI_TYPE_UINT64, 8 },
  };
  for (size_t i = 0; i < sizeof scalar / sizeof *scalar; i++)
    if (skip (scalar[i].name))
      {
        unsigned code = scalar[i].code, size = scalar[i].size, align = size;
        if (code == FFI_TYPE_POINTER)
          size = align = model.pointer;
        else if (code == FFI_CODE_LONGDOUBLE)
          {
            size = model.ldbl_size;
            align = model.ldbl_align;
            if (size == 8)
              code = FFI_TYPE_DOUBLE;
          }
        else if (size == 8)
          align = model.align8;
        return new_type (code, size, align);
      }
  bad ("unknown type");
}

/* v4f32: lanes, kind, bits of a lane.  */
static struct ctype *
parse_vector (void)
{
  unsigned lanes = number ();
  bool is_float = *text++ == 'f';
  unsigned size = number () / 8;
  unsigned code = is_float ? size == 4 ? FFI_TYPE_FLOAT : FFI_TYPE_DOUBLE
                  : size == 1 ? FFI_TYPE_SINT8
                  : size == 2 ? FFI_TYPE_SINT16
                  : size == 4 ? FFI_TYPE_SINT32 : FFI_TYPE_SINT64;
  struct ctype *lane = new_type (code, size, size);
  unsigned align = lanes * size;
  if (align > model.vector_align)
    align = model.vector_align;
  struct ctype *type = new_type (FFI_TYPE_VECTOR, lanes * size, align);
  for (unsigned i = 0; i < lanes; i++)
    add_element (type, lane);
  return type;
}

static struct ctype *parse_aggregate (bool is_union, bool packed,
                                      unsigned align);

static struct ctype *
parse_type (void)
{
  if (skip ("complex "))
    {
      struct ctype *part = parse_type ();
      struct ctype *type = new_type (FFI_TYPE_COMPLEX, 2 * part->ffi.size,
                                     part->ffi.alignment);
      for (unsigned i = 0; i < type->ffi.size; i++)
        type->data[i] = part->data[i % part->ffi.size];
      add_element (type, part);
      return type;
    }
  if (skip ("struct{") || skip ("{"))
    return parse_aggregate (false, false, 1);
  if (skip ("union{"))
    return parse_aggregate (true, false, 1);
  if (skip ("packed{"))
    return parse_aggregate (false, true, 1);
  if (skip ("aligned("))
    {
      unsigned align = number ();
      bool is_union = skip (")union{");
      if (!is_union && !skip ("){"))
        bad ("\"){\" expected");
      return parse_aggregate (is_union, false, align);
    }
  if (text[0] == 'v' && text[1] >= '0' && text[1] <= '9')
    {
      text++;
      return parse_vector ();
    }
  return parse_scalar ();
}

/* ---- Aggregates --------------------------------------------------------- */

struct build
{
  struct ctype *type;
  bool is_union, packed;
  unsigned align;        /* that is asked for, 1 for none */
  size_t end;            /* of what was laid out, in bits */
  size_t unit, unit_end; /* Windows' bit-field unit: its bytes, its end */
};

static void
add_bit_field (struct build *b, struct ctype *base, unsigned width,
               bool named)
{
  size_t unit = 8 * base->ffi.size, pos = b->is_union ? 0 : b->end;
  struct ctype *field = new_type (0, 0, 1);
  field->own.bits = (ffi_bitfield) FFI_BITFIELD_INIT (
    &base->ffi, named ? width : width | FFI_BITFIELD_UNNAMED);
  add_to (&b->type->own_members, &field->own.type);
  if (width == 0)
    {
      b->end = ffi_round_up (pos, unit);
      return;
    }
  if (model.ms_bit_fields)
    {
      if (b->unit != unit || pos + width > b->unit_end)
        {
          pos = ffi_round_up (b->unit ? b->unit_end : pos, unit);
          b->unit_end = pos + unit;
        }
      b->unit = unit;
    }
  else if (!model.packed_bit_fields
           && pos / unit != (pos + width - 1) / unit)
    pos = ffi_round_up (pos, unit);
  if (named)
    add_element (b->type, base);
  for (size_t i = pos / 8; named && i <= (pos + width - 1) / 8; i++)
    b->type->data[i] = 1;
  if (pos + width > b->end)
    b->end = pos + width;
}

static void
add_member (struct build *b, struct ctype *member)
{
  if (member->ffi.size == 0)
    {
      add_element (b->type, member);
      return;
    }
  if (b->unit)
    b->end = b->unit_end;
  b->unit = 0;
  size_t align = b->packed ? 1 : member->ffi.alignment;
  size_t pos = b->is_union ? 0 : ffi_round_up ((b->end + 7) / 8, align);
  if (pos + member->ffi.size > MAX_SIZE)
    bad ("too large");
  add_element (b->type, member);
  for (size_t i = 0; i < member->ffi.size; i++)
    b->type->data[pos + i] |= member->data[i];
  if (8 * (pos + member->ffi.size) > b->end)
    b->end = 8 * (pos + member->ffi.size);
}

/* An array as one member: in a union, where members do not follow each
   other.  */
static struct ctype *
array_of (struct ctype *element, unsigned count)
{
  struct ctype *type = new_type (FFI_TYPE_STRUCT, count * element->ffi.size,
                                 element->ffi.alignment);
  for (unsigned i = 0; i < count; i++)
    add_element (type, element);
  return type;
}

/* The same as the library has it; without elements, a struct without
   members.  */
static void
add_own_array (struct build *b, struct ctype *element, unsigned count)
{
  struct ctype *type = new_type (0, 0, 1);
  if (count != 0)
    type->own.array
      = (ffi_array) FFI_ARRAY_INIT (element->described, count);
  else
    type->own.type = (ffi_type) { 0, element->ffi.alignment, FFI_TYPE_STRUCT,
                                  type->own_members.member };
  add_to (&b->type->own_members, &type->own.type);
}

/* One member: TYPE, TYPE:bits, TYPE:bits unnamed, TYPE[n], TYPE×n, TYPE
   aligned(n).  */
static unsigned
parse_member (struct build *b)
{
  struct ctype *member = parse_type ();
  unsigned count = 1;
  if (skip (":"))
    {
      unsigned width = number ();
      bool named = width != 0 && !skip (" unnamed");
      add_bit_field (b, member, width, named);
      return (named || model.unnamed_align) && !model.packed_bit_fields
               ? member->ffi.alignment : 1;
    }
  bool is_array = false;
  if (skip ("["))
    {
      count = number ();
      if (!skip ("]"))
        bad ("\"]\" expected");
      add_own_array (b, member, count);
      is_array = true;
      if (b->is_union)
        {
          member = array_of (member, count);
          count = 1;
        }
    }
  else if (skip ("×"))
    count = number ();
  if (skip (" aligned("))
    {
      member->ffi.alignment = (unsigned short) number ();
      if (!skip (")"))
        bad ("\")\" expected");
    }
  for (unsigned i = 0; i < count; i++)
    {
      add_member (b, member);
      if (!is_array)
        add_to (&b->type->own_members, member->described);
    }
  return member->ffi.alignment;
}

static void
describe_own (const struct build *b)
{
  struct ctype *type = b->type;
  ffi_type **members = type->own_members.member;
  if (type->ffi.size != 0 && (b->packed || b->align > 1))
    {
      type->own.record = (ffi_record) FFI_RECORD_INIT (members, b->packed,
                                                       b->align);
      type->own.record.flags = b->is_union ? FFI_RECORD_UNION : 0;
    }
  else
    type->own.type = (ffi_type) { 0, type->ffi.size != 0 ? 0 : 1,
                                  b->is_union ? FFI_TYPE_UNION
                                              : FFI_TYPE_STRUCT, members };
  type->described = &type->own.type;
}

static struct ctype *
parse_aggregate (bool is_union, bool packed, unsigned align)
{
  struct build b = { new_type (FFI_TYPE_STRUCT, 0, 1), is_union, packed,
                     align, 0, 0, 0 };
  while (!skip ("}"))
    {
      unsigned a = parse_member (&b);
      if (!packed && a > align)
        align = a;
      skip (",");
    }
  if (b.unit)
    b.end = b.unit_end;
  /* One scalar in a union is listed twice: once would be a struct.  */
  if (is_union && b.type->members.n == 1)
    add_to (&b.type->members, b.type->members.member[0]);
  b.type->ffi.size = ffi_round_up ((b.end + 7) / 8, align);
  b.type->ffi.alignment = (unsigned short) align;
  describe_own (&b);
  return b.type;
}

/* ---- Signatures --------------------------------------------------------- */

struct row
{
  struct ctype *result, *arg[MAX_ARGS];
  ffi_type *arg_types[MAX_ARGS], *own_types[MAX_ARGS];
  struct ffi_signature sig;  /* for libffi */
};

/* "RESULT f(TYPE, TYPE ×n, …, TYPE)" */
static void
parse_signature (struct row *row)
{
  memset (row, 0, sizeof *row);
  pool_used = 0;
  row->sig.nfixed = FFI_NOT_VARIADIC;
  row->result = parse_type ();
  if (!skip (" f("))
    bad ("\" f(\" expected");
  uint32_t n = 0;
  while (!skip (")"))
    {
      if (skip ("…"))
        {
          row->sig.nfixed = n;
        }
      else
        {
          struct ctype *type = parse_type ();
          unsigned count = skip (" ×") ? number () : 1;
          for (; count && n < MAX_ARGS; count--, n++)
            {
              row->arg[n] = type;
              row->arg_types[n] = &type->ffi;
              row->own_types[n] = type->described;
            }
        }
      skip (", ");
    }
  row->sig.rtype = &row->result->ffi;
  row->sig.arg_types = row->arg_types;
  row->sig.nargs = n;
}

/* ---- Placements in words ------------------------------------------------ */

struct out
{
  char text[MAX_TEXT];
  size_t n;
};

static void
put (struct out *out, const char *s)
{
  size_t n = strlen (s);
  if (out->n + n < sizeof out->text)
    {
      memcpy (out->text + out->n, s, n + 1);
      out->n += n;
    }
}

static void
put_number (struct out *out, const char *before, long n, const char *after)
{
  char s[24];
  snprintf (s, sizeof s, "%ld", n);
  put (out, before);
  put (out, s);
  put (out, after);
}

/* The first byte of the register that holds byte AT of the image.  */
static uint32_t
reg_start (const struct ffi_abi_desc *abi, uint32_t at)
{
  const char *name = abi->reg_name (abi, at), *before;
  while (at > 0 && (before = abi->reg_name (abi, at - 1)) != NULL
         && strcmp (before, name) == 0)
    at--;
  return at;
}

static uint32_t
reg_end (const struct ffi_abi_desc *abi, uint32_t at)
{
  const char *name = abi->reg_name (abi, at), *after;
  while ((after = abi->reg_name (abi, at)) != NULL
         && strcmp (after, name) == 0)
    at++;
  return at;
}

/* Where in the image the bytes of PIECE's value are, and how many it takes.  A
   float that travels as a double counts as the low-order half of it.  */
static uint32_t
value_image (const struct ffi_abi_desc *abi, const struct ffi_piece *piece)
{
  return piece->image
         + (piece->op == FFI_OP_DOUBLE && abi->big_endian ? 4 : 0);
}

static uint32_t
image_len (const struct ffi_abi_desc *abi, const struct ffi_piece *piece)
{
  return piece->op == FFI_OP_REF      ? abi->word
         : piece->op == FFI_OP_DOUBLE ? 8
                                      : piece->len;
}

/* Stores the pieces of LAYOUT's result in RESULT, which it returns.  */
static const struct ffi_piece *
pieces_of_result (const struct ffi_layout *layout, struct ffi_piece *result)
{
  for (uint32_t i = 0; i < layout->nresult; i++)
    result[i] = ffi_result_piece (layout, i);
  return result;
}

/* Names the place of N bytes at AT of the image, which lie in one register
   or on the stack.  */
static void
put_place (struct out *out, const struct ffi_abi_desc *abi, uint32_t at,
           uint32_t n)
{
  const char *name = abi->reg_name (abi, at);
  if (!name)
    {
      put_number (out, at < abi->stack_at ? "BAD" : "S+",
                  (long) at - (long) abi->stack_at, "");
      return;
    }
  uint32_t above = reg_end (abi, at) - (at + n);
  uint32_t below = at - reg_start (abi, at);
  put (out, name);
  if (abi->big_endian && above && !below)
    put_number (out, ".hi", 8 * n, "");
  else if (abi->big_endian ? above : below)
    put_number (out, "@", 8 * (abi->big_endian ? above : below), "");
}

/* True if bytes A and B of the image are in one place.  */
static bool
same_place (const struct ffi_abi_desc *abi, uint32_t a, uint32_t b)
{
  const char *ra = abi->reg_name (abi, a), *rb = abi->reg_name (abi, b);
  if (!ra || !rb)
    return ra == rb;
  return strcmp (ra, rb) == 0;
}

/* Finds the next run of TYPE's data bytes, from *FIRST on, that travel side
   by side; AT is where in the image each byte is.  */
static bool
next_run (const struct ffi_abi_desc *abi, const struct ctype *type,
          const uint32_t *at, size_t *first, size_t *last)
{
  while (*first < type->ffi.size && !type->data[*first])
    ++*first;
  if (*first == type->ffi.size)
    return false;
  *last = *first;
  for (size_t i = *first + 1; i < type->ffi.size; i++)
    if (type->data[i])
      {
        if (at[i] - at[*first] != i - *first
            || !same_place (abi, at[i], at[*first]))
          break;
        *last = i;
      }
  return true;
}

static bool
data_between (const struct ctype *type, size_t from, size_t to)
{
  for (size_t i = from; i < to; i++)
    if (type->data[i])
      return true;
  return false;
}

static void
put_runs (struct out *out, const struct ffi_abi_desc *abi,
          const struct ctype *type, const uint32_t *at)
{
  size_t first = 0, last;
  for (bool more = false; next_run (abi, type, at, &first, &last);
       first = last + 1, more = true)
    {
      if (more)
        put (out, " ");
      if (data_between (type, 0, first)
          || data_between (type, last + 1, type->ffi.size))
        {
          put_number (out, "[", (long) first, "");
          if (last > first)
            put_number (out, "-", (long) last, "");
          put (out, "]");
        }
      if (at[first] == FFI_NO_IMAGE)
        put (out, "LOST");
      else
        put_place (out, abi, at[first], (uint32_t) (last - first + 1));
    }
}

/* Puts the place of a value of TYPE that travels as PIECE[0..N).  */
static void
put_value (struct out *out, const struct ffi_abi_desc *abi,
           const struct ctype *type, const struct ffi_piece *piece,
           uint32_t n)
{
  uint32_t at[MAX_SIZE];
  memset (at, 0xff, sizeof at);
  for (uint32_t i = 0; i < n; i++)
    {
      if (piece[i].dup)
        continue;
      if (piece[i].op == FFI_OP_REF)
        {
          put (out, "&→");
          put_place (out, abi, piece[i].image, abi->word);
          return;
        }
      if (piece[i].op == FFI_OP_X87 && abi->reg_name (abi, piece[i].image))
        {
          put (out, i ? "," : "");
          put (out, abi->reg_name (abi, piece[i].image));
          if (i + 1 == n)
            return;
          continue;
        }
      uint32_t len = piece[i].op == FFI_OP_X87
                     ? (uint32_t) type->ffi.size - piece[i].value
                     : piece[i].len;
      for (uint32_t k = 0; k < len && piece[i].value + k < MAX_SIZE; k++)
        at[piece[i].value + k] = value_image (abi, &piece[i]) + k;
    }
  put_runs (out, abi, type, at);
}

static void
put_layout (struct out *out, const struct ffi_abi_desc *abi,
            const struct row *row, const struct ffi_layout *layout)
{
  uint32_t first = 0;
  for (uint32_t i = 0; i < row->sig.nargs; i++)
    {
      uint32_t n = 0;
      while (first + n < layout->npieces && layout->piece[first + n].arg == i)
        n++;
      put (out, i ? "; " : "");
      put_value (out, abi, row->arg[i], layout->piece + first, n);
      first += n;
    }
  if (row->sig.nargs == 0)
    put (out, "—");
  put (out, " | ");
  if (layout->indirect != FFI_NO_IMAGE)
    {
      put (out, "mem(&→");
      put_place (out, abi, layout->indirect, abi->word);
      if (layout->echo != FFI_NO_ECHO)
        {
          put (out, ", echoed in ");
          put_place (out, abi, layout->echo, abi->word);
        }
      put (out, ")");
    }
  else if (row->result->ffi.type == FFI_TYPE_VOID)
    put (out, "—");
  else
    {
      struct ffi_piece result[FFI_MAX_RESULT_PIECES];
      put_value (out, abi, row->result, pieces_of_result (layout, result),
                 layout->nresult);
    }
  if (layout->pop)
    put_number (out, ", callee pops ", (long) layout->pop, "");
}

/* ---- Invariants of every layout ----------------------------------------- */

static bool
overlap (uint32_t a, uint32_t a_len, uint32_t b, uint32_t b_len)
{
  return a < b + b_len && b < a + a_len;
}

/* What is wrong with PIECE[0..N), of arguments or of the result; NULL if
   nothing.  */
static const char *
at_odds (const struct ffi_abi_desc *abi, const struct ffi_piece *piece,
         uint32_t n)
{
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < i; k++)
      {
        const struct ffi_piece *p = &piece[i], *q = &piece[k];
        if (q->op != FFI_OP_REF
            && overlap (p->image, image_len (abi, p), q->image,
                        image_len (abi, q)))
          return "pieces that overlap in the image";
        if (p->arg == q->arg && !p->dup && !q->dup && p->op != FFI_OP_REF
            && overlap (p->value, p->len, q->value, q->len))
          return "pieces that overlap in the value";
      }
  return NULL;
}

/* What is wrong with LAYOUT whatever the ABI; NULL if nothing.  */
static const char *
broken (const struct ffi_abi_desc *abi, const struct row *row,
        const struct ffi_layout *layout)
{
  if (layout->npieces > layout->capacity)
    return "more pieces than ffi_max_pieces";
  for (uint32_t i = 0; i < layout->npieces; i++)
    {
      struct ffi_piece p = layout->piece[i];
      if (p.arg >= row->sig.nargs)
        return "a piece of no argument";
      if (p.len == 0 && p.op != FFI_OP_REF)
        return "a piece of no bytes";
      if (i && p.arg < layout->piece[i - 1].arg)
        return "pieces out of order";
      size_t size = row->arg[p.arg]->ffi.size;
      if (p.op == FFI_OP_REF
          && (p.len != size || p.value + p.len > layout->scratch))
        return "a copy outside the scratch area";
      if (p.op != FFI_OP_REF && p.value + p.len > size)
        return "a piece beyond its value";
      if (p.image + image_len (abi, &p) > abi->stack_at + layout->stack)
        return "a piece beyond the image";
    }
  for (uint32_t i = 0; i < layout->nresult; i++)
    if (layout->result[i].len == 0)
      return "a piece of no bytes of the result";
    else if (layout->result[i].value + layout->result[i].len
        > row->result->ffi.size)
      return "a piece beyond the result";
  const char *what = at_odds (abi, layout->piece, layout->npieces);
  struct ffi_piece result[FFI_MAX_RESULT_PIECES];
  return what ? what : at_odds (abi, pieces_of_result (layout, result),
                                layout->nresult);
}

/* ---- Rows --------------------------------------------------------------- */

static unsigned passed, failed, skipped;
static bool verbose;

static void
report (bool ok, const char *sig, const char *want, const char *got)
{
  *(ok ? &passed : &failed) += 1;
  if (ok && verbose)
    printf ("%s:%u: %s\n", file, line, sig);
  if (!ok)
    printf ("FAIL: %s:%u: %s\n  wanted %s\n  got    %s\n", file, line, sig,
            want, got);
}

/* Whether the library lays TYPE out as this program does.  */
static bool
is_laid_out (const struct ffi_abi_desc *abi, struct ctype *type)
{
  uint8_t size[FFI_TYPE_LAST + 1];
  memcpy (size, ffi_scalar_size, sizeof size);
  size[FFI_TYPE_POINTER] = (uint8_t) model.pointer;
  size[FFI_CODE_LONGDOUBLE] = (uint8_t) model.ldbl_size;
  size[FFI_TYPE_UINT128] = size[FFI_TYPE_SINT128] = 16;
  struct ffi_cost cost = { .scalar_size = size, .half_floats = true,
                           .bit_fields = abi->bit_fields };
  /* Microsoft's convention on other systems.  */
  if (cost.bit_fields >= FFI_BITS_MS && !model.ms_bit_fields)
    cost.bit_fields = FFI_BITS_SYSV;
  return type->described == &type->ffi || type->ffi.size == 0
         || (ffi_lay_out (type->described, &cost) == FFI_OK
             && type->described->size == type->ffi.size
             && type->described->alignment == type->ffi.alignment);
}

/* Places ROW, whose types are OWN or libffi's, and compares the places with
   WANT.  */
static void
run_types (const struct ffi_abi_desc *abi, struct row *row, bool own,
           const char *s, const char *want)
{
  uint32_t capacity = ffi_max_pieces (abi, row->sig.nargs);
  struct ffi_layout layout = { .sink = ffi_list_piece, .capacity = capacity,
                               .indirect = FFI_NO_IMAGE,
                               .echo = FFI_NO_ECHO };
  struct ffi_signature sig = row->sig;
  struct out out = { "", 0 };
  const char *what = NULL;
  if (own)
    {
      sig.arg_types = row->own_types;
      sig.rtype = row->result->described;
      if (!is_laid_out (abi, row->result))
        what = "another layout of the result";
      for (uint32_t i = 0; i < sig.nargs; i++)
        if (!is_laid_out (abi, row->arg[i]))
          what = "another layout of an argument";
    }
  layout.piece = calloc (capacity + 1, sizeof *layout.piece);
  if (!what)
    what = abi->place (abi, &sig, &layout) != FFI_OK
             ? "refused" : broken (abi, row, &layout);
  if (what)
    put (&out, what);
  else
    put_layout (&out, abi, row, &layout);
  report (strcmp (out.text, want) == 0, s, want, out.text);
  free (layout.piece);
}

static void
run_row (const struct ffi_abi_desc *abi, char *s)
{
  bool only_own = skip ("+ "), only_libffi = !only_own && skip ("- ");
  s += only_own || only_libffi ? 2 : 0;
  char *want = strstr (s, " | ");
  text = s;
  if (!want)
    bad ("no places");
  *want = 0;
  want += 3;
  struct row row;
  parse_signature (&row);
  if (!only_own)
    run_types (abi, &row, false, s, want);
  if (!only_libffi)
    run_types (abi, &row, true, s, want);
}

/* "model pointer=8 ldbl=16/16 align8=8 [ms-bit-fields] [packed-bit-fields]
   [unnamed-align] [vector-align=8]";
   vectors are aligned to 16 bytes at most unless it says otherwise.  */
static void
parse_model (const char *s)
{
  memset (&model, 0, sizeof model);
  if (sscanf (s, "model pointer=%u ldbl=%u/%u align8=%u", &model.pointer,
              &model.ldbl_size, &model.ldbl_align, &model.align8) != 4)
    bad ("bad model");
  model.ms_bit_fields = strstr (s, "ms-bit-fields") != NULL;
  model.unnamed_align = strstr (s, "unnamed-align") != NULL;
  model.packed_bit_fields = strstr (s, "packed-bit-fields") != NULL;
  const char *vector_align = strstr (s, "vector-align=");
  model.vector_align = MAX_SIZE;
  if (vector_align)
    sscanf (vector_align, "vector-align=%u", &model.vector_align);
}

static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');
  return slash ? slash + 1 : path;
}

static const struct ffi_abi_desc *
find_abi (const char *path)
{
  const char *name = base_name (path);
  size_t n = strcspn (name, ".");
  for (const struct abi *a = abis; a->table; a++)
    if (strlen (a->table) == n && strncmp (a->table, name, n) == 0)
      return a->desc;
  fprintf (stderr, "%s: no ABI of this name in place.c\n", path);
  exit (2);
}

static void
run_table (const struct ffi_abi_desc *abi, const char *path)
{
  char buf[MAX_TEXT];
  unsigned passed_before = passed, failed_before = failed;
  FILE *in = fopen (path, "r");
  if (!in)
    {
      perror (path);
      exit (2);
    }
  file = path;
  for (line = 1; fgets (buf, sizeof buf, in); line++)
    {
      buf[strcspn (buf, "\r\n")] = 0;
      text = buf;
      if (strncmp (buf, "model ", 6) == 0)
        parse_model (buf);
      else if (buf[0] == '!')
        skipped++;
      else if (buf[0] && buf[0] != '#')
        run_row (abi, buf);
    }
  fclose (in);
  if (failed == failed_before && passed > passed_before)
    printf ("PASS: %s, %u rows\n", base_name (path), passed - passed_before);
}

int
main (int argc, char **argv)
{
  int i = 1;
  if (i < argc && strcmp (argv[i], "-v") == 0)
    {
      verbose = true;
      i++;
    }
  for (const struct abi *a = abis; i == argc && a->table; a++)
    {
      char path[1024];
      snprintf (path, sizeof path, "%s/%s.gold", PLACE_TABLES, a->table);
      run_table (a->desc, path);
    }
  for (; i < argc; i++)
    run_table (find_abi (argv[i]), argv[i]);
  printf ("%u passed, %u failed, %u not describable\n", passed, failed,
          skipped);
  return failed != 0 || passed == 0;
}

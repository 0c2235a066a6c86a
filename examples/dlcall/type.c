/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

struct type *
type_new (struct job *job, enum kind kind, size_t size, size_t align,
          const char *name)
{
  struct type *type = job_alloc (job, sizeof *type, 0);
  type->kind = kind;
  type->size = size;
  type->align = align;
  type->name = name;
  return type;
}

struct type *
type_integer (struct job *job, const struct model *model, enum basic basic,
              bool is_signed, const char *name)
{
  if (model->of[basic].size == 0)
    job_fail (job, "this platform has no %s", name);
  struct type *type = type_new (job, K_INT, model->of[basic].size,
                                model->of[basic].align, name);
  type->is_signed = is_signed;
  return type;
}

struct type *
type_pointer (struct job *job, const struct model *model, struct type *to)
{
  struct type *type = type_new (job, K_POINTER, model->of[B_POINTER].size,
                                model->of[B_POINTER].align, "a pointer");
  type->of = to;
  return type;
}

/* The largest alignment of the members of TYPE; 0: no limit.  */
static size_t
type_pack (const struct type *type)
{
  return type->attributes.packed ? 1 : type->attributes.pack;
}

/* Fills in what the library lays out.  */
static void
library_layout (struct job *job, struct type *type)
{
  ffi_type *t = type_describe (job, type);
  for (size_t i = 0; i < type->count; i++)
    {
      struct member *m = &type->member[i];
      unsigned bit, width;
      if (ffi_get_member (FFI_DEFAULT_ABI, t, i, &m->offset, &bit, &width)
          != FFI_OK)
        job_fail (job, "no C compiler has such a struct");
      m->first_bit = 8 * m->offset + bit;
    }
  type->size = t->size;
  type->align = t->alignment;
}

void
type_layout (struct job *job, struct type *type, bool is_host)
{
  size_t end = 0, align = 1, pack = type_pack (type);
  bool has_bits = false;

  for (size_t i = 0; i < type->count; i++)
    {
      struct member *m = &type->member[i];
      size_t a = m->type->align;
      if (pack && a > pack)
        a = pack;
      has_bits |= m->is_bits;
      if (type->kind == K_STRUCT)
        m->offset = (end + a - 1) / a * a;
      if (m->offset + m->type->size > end)
        end = m->offset + m->type->size;
      if (a > align)
        align = a;
    }
  if (type->attributes.aligned > align)
    align = type->attributes.aligned;
  type->align = align;
  type->size = (end + align - 1) / align * align;
  if (has_bits && is_host)
    library_layout (job, type);
}

static unsigned short
integer_code (const struct type *type)
{
  switch (type->size)
    {
    case 1: return type->is_signed ? FFI_TYPE_SINT8 : FFI_TYPE_UINT8;
    case 2: return type->is_signed ? FFI_TYPE_SINT16 : FFI_TYPE_UINT16;
    case 4: return type->is_signed ? FFI_TYPE_SINT32 : FFI_TYPE_UINT32;
    case 8: return type->is_signed ? FFI_TYPE_SINT64 : FFI_TYPE_UINT64;
    /* The code of the 128-bit integers, unknown to libffi before 3.5.  */
    default: return type->is_signed ? 17 : 16;
    }
}

static unsigned short
type_code (const struct type *type)
{
  switch (type->kind)
    {
    case K_VOID: return FFI_TYPE_VOID;
    case K_BOOL: return FFI_TYPE_UINT8;
    case K_INT: return integer_code (type);
    /* 4 is long double's code where it is not double.  */
    case K_FLOAT: return type->size <= 4 ? FFI_TYPE_FLOAT
                         : type->size == 8 ? FFI_TYPE_DOUBLE : 4;
    case K_COMPLEX: return FFI_TYPE_COMPLEX;
    case K_VECTOR: return 18;
    default: return FFI_TYPE_POINTER;
    }
}

/* Any description.  */
union description
{
  ffi_type type;
  ffi_array array;
  ffi_bitfield bits;
  ffi_record record;
};

static ffi_type *
describe_bits (struct job *job, const struct member *m)
{
  union description *d = job_alloc (job, sizeof *d, 0);
  d->bits = (ffi_bitfield) FFI_BITFIELD_INIT (
    type_describe (job, m->type),
    m->width | (m->name || m->width == 0 ? 0 : FFI_BITFIELD_UNNAMED));
  return &d->type;
}

static ffi_type **
members_of (struct job *job, const struct type *type)
{
  ffi_type **list = job_alloc (job, (type->count + 1) * sizeof *list, 0);
  for (size_t i = 0; i < type->count; i++)
    {
      const struct member *m = &type->member[i];
      list[i] = m->is_bits ? describe_bits (job, m)
                           : type_describe (job, m->type);
    }
  return list;
}

/* A struct or a union, as a record if it has attributes.  */
static void
describe_members (struct job *job, const struct type *type,
                  union description *d)
{
  const struct attributes *a = &type->attributes;
  bool is_union = type->kind == K_UNION;
  d->type.elements = members_of (job, type);
  size_t pack = type_pack (type);
  if (pack == 0 && !a->ms && a->aligned == 0)
    {
      d->type.type = is_union ? FFI_TYPE_UNION : FFI_TYPE_STRUCT;
      return;
    }
  d->type.type = FFI_TYPE_RECORD;
  d->record.pack = (unsigned) pack;
  d->record.align = (unsigned) a->aligned;
  d->record.flags = (is_union ? FFI_RECORD_UNION : 0u)
                    | (a->ms ? FFI_RECORD_MS : 0u);
}

ffi_type *
type_describe (struct job *job, struct type *type)
{
  if (type->described)
    return type->described;
  union description *d = job_alloc (job, sizeof *d, 0);
  ffi_type *t = type->described = &d->type;

  switch (type->kind)
    {
    case K_STRUCT:
    case K_UNION:
      describe_members (job, type, d);
      return t;
    case K_ARRAY:
      d->array = (ffi_array) FFI_ARRAY_INIT (type_describe (job, type->of),
                                             type->count);
      return t;
    default:
      break;
    }
  t->size = type->kind == K_VOID ? 1 : type->size;
  t->alignment = (unsigned short) (type->kind == K_VOID ? 1 : type->align);
  t->type = type_code (type);
  if (type->kind == K_COMPLEX || type->kind == K_VECTOR)
    {
      size_t n = type->kind == K_VECTOR ? type->count : 1;
      ffi_type *lane = type_describe (job, type->of);
      t->elements = job_alloc (job, (n + 1) * sizeof *t->elements, 0);
      for (size_t i = 0; i < n; i++)
        t->elements[i] = lane;
    }
  return t;
}

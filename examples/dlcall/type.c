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

void
type_layout (struct type *type, bool packed)
{
  size_t end = 0, align = 1;

  for (size_t i = 0; i < type->count; i++)
    {
      struct member *m = &type->member[i];
      size_t a = packed ? 1 : m->type->align;
      if (type->kind == K_STRUCT)
        m->offset = (end + a - 1) / a * a;
      if (m->offset + m->type->size > end)
        end = m->offset + m->type->size;
      if (a > align)
        align = a;
    }
  type->align = align;
  type->size = (end + align - 1) / align * align;
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
    case K_FLOAT: return type->size == 4 ? FFI_TYPE_FLOAT
                         : type->size == 8 ? FFI_TYPE_DOUBLE : 4;
    case K_COMPLEX: return FFI_TYPE_COMPLEX;
    case K_VECTOR: return 18;
    case K_ARRAY:
    case K_STRUCT:
    case K_UNION: return FFI_TYPE_STRUCT;
    default: return FFI_TYPE_POINTER;
    }
}

/* The element of an array of arrays, and how many there are.  */
static struct type *
innermost (struct type *type, size_t *count)
{
  *count = 1;
  for (; type->kind == K_ARRAY; type = type->of)
    *count *= type->count;
  return type;
}

/* The elements of a struct, in which an array is its element repeated.  */
static ffi_type **
struct_list (struct job *job, const struct member *member, size_t members)
{
  size_t n = 0, count, next = 0;

  for (size_t i = 0; i < members; i++)
    {
      innermost (member[i].type, &count);
      n += count;
      if (n > MAX_ELEMENTS)
        job_fail (job, "a type has more than %d elements", MAX_ELEMENTS);
    }
  ffi_type **list = job_alloc (job, (n + 1) * sizeof *list, 0);
  for (size_t i = 0; i < members; i++)
    {
      ffi_type *one
        = type_describe (job, innermost (member[i].type, &count));
      for (size_t k = 0; k < count; k++)
        list[next++] = one;
    }
  return list;
}

/* Those of a union: its members, each as one.  Its size tells that they
   overlap.  */
static ffi_type **
union_list (struct job *job, const struct type *type)
{
  ffi_type **list = job_alloc (job, (type->count + 1) * sizeof *list, 0);
  for (size_t i = 0; i < type->count; i++)
    list[i] = type_describe (job, type->member[i].type);
  return list;
}

ffi_type *
type_describe (struct job *job, struct type *type)
{
  if (type->described)
    return type->described;
  ffi_type *t = type->described = job_alloc (job, sizeof *t, 0);

  t->size = type->kind == K_VOID ? 1 : type->size;
  t->alignment = (unsigned short) (type->kind == K_VOID ? 1 : type->align);
  t->type = type_code (type);
  switch (type->kind)
    {
    case K_STRUCT:
      t->elements = struct_list (job, type->member, type->count);
      break;
    case K_UNION:
      t->elements = union_list (job, type);
      break;
    case K_ARRAY:
      t->elements = struct_list (job, &(struct member) { .type = type }, 1);
      break;
    case K_COMPLEX:
    case K_VECTOR:
      {
        size_t n = type->kind == K_VECTOR ? type->count : 1;
        ffi_type *lane = type_describe (job, type->of);
        t->elements = job_alloc (job, (n + 1) * sizeof *t->elements, 0);
        for (size_t i = 0; i < n; i++)
          t->elements[i] = lane;
        break;
      }
    default:
      break;
    }
  return t;
}

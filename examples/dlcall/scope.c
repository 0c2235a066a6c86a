/* SPDX-License-Identifier: MIT */
/* What C text has declared.  */
#include "dlcall.h"

#include <string.h>

struct named *
scope_find (struct named *list, const char *name, size_t length)
{
  while (list && (strlen (list->name) != length
                  || memcmp (list->name, name, length) != 0))
    list = list->next;
  return list;
}

struct type *
scope_add (struct job *job, struct named **list, const char *name,
           size_t length, struct type *type)
{
  struct named *n = job_alloc (job, sizeof *n, 0);

  n->name = job_copy (job, name, length);
  n->type = type;
  n->next = *list;
  *list = n;
  return type;
}

const struct constant *
scope_constant (const struct scope *scope, struct span name)
{
  const struct constant *c = scope->constants;

  while (c && !span_equals (name, c->name))
    c = c->next;
  return c;
}

struct variable *
variable_find (struct variable *list, struct span name)
{
  while (list && !span_equals (name, list->name))
    list = list->next;
  return list;
}

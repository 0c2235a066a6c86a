/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct block
{
  struct block *next;
  max_align_t data[];
};

void *
job_alloc (struct job *job, size_t size, size_t align)
{
  size_t slack = align > _Alignof (max_align_t) ? align : 0;
  size_t total = sizeof (struct block) + size + slack;
  struct block *block = size < total ? calloc (1, total) : NULL;

  if (block == NULL)
    job_fail (job, "no memory for %zu bytes", size);
  block->next = job->blocks;
  job->blocks = block;
  uintptr_t data = (uintptr_t) block->data;
  if (slack)
    data = (data + align - 1) & -(uintptr_t) align;
  return (void *) data;
}

char *
job_copy (struct job *job, const char *text, size_t length)
{
  char *copy = job_alloc (job, length + 1, 1);
  memcpy (copy, text, length);
  return copy;
}

/* What the user typed may hold line ends: the message is one line.  */
static void
make_printable (char *s)
{
  for (; *s; s++)
    if ((unsigned char) *s < ' ' || *s == 0x7f
        || ((unsigned char) *s == 0xc2 && (unsigned char) s[1] < 0xa0))
      *s = '?';
}

void
job_fail (struct job *job, const char *format, ...)
{
  va_list ap;
  int n = 0;

  if (job->argument)
    n = snprintf (job->message, sizeof job->message, "argument %u: ",
                  job->argument);
  va_start (ap, format);
  vsnprintf (job->message + n, sizeof job->message - (size_t) n, format, ap);
  va_end (ap);
  make_printable (job->message);
  longjmp (*job->on_error, 1);
}

void
job_end (struct job *job)
{
  while (job->blocks)
    {
      struct block *next = job->blocks->next;
      free (job->blocks);
      job->blocks = next;
    }
}

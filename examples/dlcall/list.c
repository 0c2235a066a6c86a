/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct line
{
  const char *text;
  size_t length;
};

/* The whole of FILE, *SIZE bytes.  */
static char *
read_all (struct job *job, FILE *file, size_t *size)
{
  size_t room = 4096;
  char *text = job_alloc (job, room, 1);

  *size = 0;
  for (;;)
    {
      size_t n = fread (text + *size, 1, room - *size, file);
      *size += n;
      if (n == 0)
        return text;
      if (*size == room)
        {
          char *larger = job_alloc (job, 2 * room, 1);
          memcpy (larger, text, room);
          text = larger;
          room *= 2;
        }
    }
}

static char *
read_file (struct job *job, const char *name, size_t *size)
{
  FILE *file = strcmp (name, "-") ? fopen (name, "rb") : stdin;
  if (file == NULL)
    job_fail (job, "%s: %s", name, strerror (errno));
  char *text = read_all (job, file, size);
  bool bad = ferror (file);
  int error = errno;
  if (file != stdin)
    fclose (file);
  if (bad)
    job_fail (job, "%s: %s", name, strerror (error));
  return text;
}

static struct line *
split (struct job *job, const char *text, size_t size, size_t *count)
{
  size_t n = size && text[size - 1] != '\n';
  for (size_t i = 0; i < size; i++)
    n += text[i] == '\n';
  struct line *line = job_alloc (job, n * sizeof *line, 0);
  for (size_t i = 0; i < n; i++)
    {
      const char *end = memchr (text, '\n', size);
      size_t length = end ? (size_t) (end - text) : size;
      line[i] = (struct line) { text, length };
      text += length + 1;
      size -= length + (end != NULL);
    }
  *count = n;
  return line;
}

/* int compare (const void *, const void *), as a closure's handler: it gets
   pointers to the arguments and writes its int as a whole ffi_arg.  */
static void
compare (ffi_cif *cif, void *result, void **args, void *data)
{
  const struct line *a = *(struct line **) args[0];
  const struct line *b = *(struct line **) args[1];
  size_t common = a->length < b->length ? a->length : b->length;
  int order = common ? memcmp (a->text, b->text, common) : 0;

  (void) cif;
  (void) data;
  if (order == 0)
    order = (a->length > b->length) - (a->length < b->length);
  *(ffi_sarg *) result = order;
}

/* qsort (LINE, COUNT, sizeof *LINE, COMPARE) with nothing known to the
   compiler.  */
static void
call_qsort (struct job *job, struct line *line, size_t count, void *code)
{
  struct scope scope = { .names = NULL };
  struct type *f = parse_prototype (job, &host_model, &scope,
                                    "void qsort (void *, size_t, size_t, "
                                    "int (*) (const void *, const void *))");
  ffi_type *types[4];
  size_t size = sizeof *line;
  void *args[4] = { &line, &count, &size, &code };
  ffi_cif cif;

  for (int i = 0; i < 4; i++)
    types[i] = type_describe (job, f->member[i].type);
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, &ffi_type_void, types)
      != FFI_OK)
    job_fail (job, "qsort's signature is refused");
#ifdef _WIN32
  struct library *libc = library_open (job, "msvcrt.dll");
#else
  struct library *libc = library_open (job, NULL);
#endif
  ffi_call (&cif, library_function (job, libc, "qsort"), NULL, args);
  library_close (libc);
}

void
sort_lines (struct job *job, const char *name)
{
  size_t size, count;
  char *text = read_file (job, name, &size);
  struct line *line = split (job, text, size, &count);
  ffi_type *types[] = { &ffi_type_pointer, &ffi_type_pointer };
  ffi_cif cif;
  void *code;

  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  if (closure == NULL)
    job_fail (job, "no memory for a closure");
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, types)
      != FFI_OK
      || ffi_prep_closure_loc (closure, &cif, compare, NULL, code) != FFI_OK)
    {
      ffi_closure_free (closure);
      job_fail (job, "the callback's signature is refused");
    }
  call_qsort (job, line, count, code);
  ffi_closure_free (closure);
  for (size_t i = 0; i < count; i++)
    {
      fwrite (line[i].text, 1, line[i].length, stdout);
      putchar ('\n');
    }
}

/* SPDX-License-Identifier: MIT */
/* Shared libraries and their symbols.  */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE   /* dladdr1, dlinfo */
#endif
#include "dlcall.h"

#include <string.h>

#ifdef _WIN32
#include <windows.h>

struct library *
library_open (struct job *job, const char *name)
{
  HMODULE module = name ? LoadLibraryA (name) : GetModuleHandleA (NULL);
  if (module == NULL)
    job_fail (job, "%s: cannot be loaded (error %lu)", name,
              (unsigned long) GetLastError ());
  return (struct library *) module;
}

void
library_close (struct library *library)
{
  FreeLibrary ((HMODULE) library);
}

void *
library_symbol (void *library, const char *name)
{
  return (void *) (uintptr_t) GetProcAddress ((HMODULE) library, name);
}

/* The names in the table of exports.  */
void
library_names (struct library *library,
               void (*visit) (void *context, const char *name), void *context)
{
  const char *base = (const char *) library;
  const IMAGE_DOS_HEADER *dos = (const void *) base;
  const IMAGE_NT_HEADERS *nt = (const void *) (base + dos->e_lfanew);
  DWORD at = nt->OptionalHeader.DataDirectory[0].VirtualAddress;
  if (at == 0)
    return;
  const IMAGE_EXPORT_DIRECTORY *exports = (const void *) (base + at);
  const DWORD *name = (const void *) (base + exports->AddressOfNames);
  for (DWORD i = 0; i < exports->NumberOfNames; i++)
    visit (context, base + name[i]);
}

/* Whether ADDRESS is in code, or -1: that is not known.  */
static int
is_code (void *address)
{
  const DWORD executable = PAGE_EXECUTE | PAGE_EXECUTE_READ
                           | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
  MEMORY_BASIC_INFORMATION info;
  if (VirtualQuery (address, &info, sizeof info) == 0)
    return -1;
  return (info.Protect & executable) != 0;
}

#else
#include <dlfcn.h>
#if defined __GLIBC__ || defined RTLD_DI_LINKMAP
# include <link.h>
#endif

/* If the file that MESSAGE of the loader names before its first colon is a text
   for the linker, "GROUP ( /lib/libm.so.6 ...": the library that it names, in
   NAME.  */
static bool
script_names (const char *message, char *name, size_t size)
{
  char text[1024];
  const char *colon = strchr (message, ':');

  if (colon == NULL || (size_t) (colon - message) >= sizeof text)
    return false;
  for (const char *at = message; at < colon; at++)
    if (*at == ' ')
      message = at + 1;
  memcpy (text, message, (size_t) (colon - message));
  text[colon - message] = 0;
  FILE *file = fopen (text, "r");
  if (file == NULL)
    return false;
  size_t n = fread (text, 1, sizeof text - 1, file);
  fclose (file);
  text[n] = 0;
  char *at = strstr (text, "GROUP");
  if (at == NULL)
    at = strstr (text, "INPUT");
  if (at == NULL || strlen (text) != n || (at = strchr (at, '(')) == NULL)
    return false;
  at += 1 + strspn (at + 1, " \t\n");
  at[strcspn (at, " \t\n)")] = 0;
  snprintf (name, size, "%s", at);
  return true;
}

struct library *
library_open (struct job *job, const char *name)
{
  void *handle = dlopen (name, RTLD_NOW);
  char other[256];

  if (handle)
    return handle;
  const char *message = dlerror ();
  if (script_names (message, other, sizeof other))
    job_fail (job, "%s is a text for the linker, not a library: it names %s",
              name, other);
  job_fail (job, "%s", message);
}

void
library_close (struct library *library)
{
  dlclose (library);
}

void *
library_symbol (void *library, const char *name)
{
  return dlsym (library, name);
}

#if defined __GLIBC__ || defined RTLD_DI_LINKMAP
/* The number of symbols by the hash table of GNU's kind: one more than the
   last one in a chain.  */
static size_t
count_symbols (const uint32_t *table)
{
  uint32_t buckets = table[0], first = table[1], last = 0;
  const uint32_t *bucket
    = (const uint32_t *) ((const ElfW (Addr) *) (table + 4) + table[2]);
  const uint32_t *chain = bucket + buckets;

  for (uint32_t i = 0; i < buckets; i++)
    if (bucket[i] > last)
      last = bucket[i];
  if (last < first)
    return first;
  while (!(chain[last - first] & 1))
    last++;
  return last + 1;
}

static void
object_names (const struct link_map *map,
              void (*visit) (void *context, const char *name), void *context)
{
  const ElfW (Sym) *symbol = NULL;
  const char *strings = NULL;
  size_t count = 0;

  for (const ElfW (Dyn) *d = map->l_ld; d->d_tag != DT_NULL; d++)
    {
      /* Some loaders leave these values as they are in the file.  */
      ElfW (Addr) at = d->d_un.d_ptr;
      if (at < map->l_addr)
        at += map->l_addr;
      if (d->d_tag == DT_SYMTAB)
        symbol = (const void *) at;
      else if (d->d_tag == DT_STRTAB)
        strings = (const void *) at;
      else if (d->d_tag == DT_HASH && count == 0)
        count = ((const uint32_t *) at)[1];
      else if (d->d_tag == DT_GNU_HASH)
        count = count_symbols ((const void *) at);
    }
  if (symbol && strings)
    for (size_t i = 1; i < count; i++)
      if (symbol[i].st_shndx != SHN_UNDEF)
        visit (context, strings + symbol[i].st_name);
}
#endif

void
library_names (struct library *library,
               void (*visit) (void *context, const char *name), void *context)
{
#if defined __GLIBC__ || defined RTLD_DI_LINKMAP
  struct link_map *map;
  if (dlinfo (library, RTLD_DI_LINKMAP, &map) != 0)
    return;
  /* The program itself stands for all that it has loaded.  */
  bool all = *map->l_name == 0;
  for (; map; map = all ? map->l_next : NULL)
    object_names (map, visit, context);
#else
  (void) library;
  (void) visit;
  (void) context;
#endif
}

/* Whether the symbol at ADDRESS is code, or -1: that is not known.  */
static int
is_code (void *address)
{
#ifdef __GLIBC__
  Dl_info info;
  const ElfW (Sym) *symbol;
  if (dladdr1 (address, &info, (void **) &symbol, RTLD_DL_SYMENT) && symbol
      && info.dli_saddr == address)
    switch (symbol->st_info & 15)
      {
      case STT_OBJECT: return 0;
      case STT_FUNC: return 1;
      }
#endif
  (void) address;
  return -1;
}
#endif

/* ---- Finding a symbol ------------------------------------------------ */

enum { LONGEST = 40 };    /* names that are compared */

/* The least number of letters to add, to leave out, to change or to swap with
   their neighbour that makes A of B.  */
static unsigned
distance (const char *a, const char *b)
{
  unsigned row[3][LONGEST + 1], n = (unsigned) strlen (b);

  for (unsigned k = 0; k <= n; k++)
    row[0][k] = k;
  for (unsigned i = 1; a[i - 1]; i++)
    {
      unsigned *above = row[(i + 2) % 3], *here = row[i % 3];
      here[0] = i;
      for (unsigned k = 1; k <= n; k++)
        {
          unsigned least = above[k - 1] + (a[i - 1] != b[k - 1]);
          if (above[k] + 1 < least)
            least = above[k] + 1;
          if (here[k - 1] + 1 < least)
            least = here[k - 1] + 1;
          if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]
              && row[(i + 1) % 3][k - 2] + 1 < least)
            least = row[(i + 1) % 3][k - 2] + 1;
          here[k] = least;
        }
    }
  return row[strlen (a) % 3][n];
}

struct search
{
  const char *name, *nearest;
  unsigned distance;
};

static void
compare_name (void *context, const char *name)
{
  struct search *s = context;

  if (strlen (name) > LONGEST)
    return;
  unsigned d = distance (name, s->name);
  if (d < s->distance || (d == s->distance && s->nearest
                          && strcmp (name, s->nearest) < 0))
    {
      s->distance = d;
      s->nearest = name;
    }
}

_Noreturn void
library_fail (struct job *job, struct library **library, int libraries,
              const char *name)
{
  struct search s = { name, NULL, (unsigned) strlen (name) / 3 + 2 };

  for (int i = 0; i < libraries && strlen (name) <= LONGEST; i++)
    library_names (library[i], compare_name, &s);
  if (s.nearest)
    job_fail (job, "the library has no symbol '%s'; the nearest is '%s'",
              name, s.nearest);
  job_fail (job, "the library has no symbol '%s'", name);
}

void
(*library_function (struct job *job, struct library *library,
                    const char *name)) (void)
{
  void *address = library_symbol (library, name);
  void (*function) (void);

  if (address == NULL)
    library_fail (job, &library, 1, name);
  if (is_code (address) == 0)
    job_fail (job, "'%s' is a variable, not a function", name);
  memcpy (&function, &address, sizeof function);
  return function;
}

void *
library_variable (struct job *job, struct library *library, const char *name)
{
  void *address = library_symbol (library, name);

  if (address == NULL)
    library_fail (job, &library, 1, name);
  if (is_code (address) == 1)
    job_fail (job, "'%s' is a function: write its parameters, as in '%s(int)'",
              name, name);
  return address;
}

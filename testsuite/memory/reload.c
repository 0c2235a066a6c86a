/* SPDX-License-Identifier: MIT */
/* Copies of the library, loaded, then removed, replaced or found by a name
   that no longer leads there: closures, or NULL, never a wrong one.  And
   loaded and unloaded many times.  */
#define _GNU_SOURCE 1
#include "live.h"

#ifdef __ELF__
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>

enum { COUNT = 200000, ENOUGH = 5000 };

static struct live list[COUNT];
static char library[4096], dir[4096], *image;
static size_t size;
static int pool;

static void *(*alloc) (size_t, void **);
static void (*release) (void *);
static ffi_status (*prepare) (ffi_closure *, ffi_cif *,
                              void (*) (ffi_cif *, void *, void **, void *),
                              void *, void *);

static int
find_library (struct dl_phdr_info *info, size_t length, void *data)
{
  (void) length;
  uintptr_t wanted = (uintptr_t) data;
  for (int i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_LOAD
        && wanted - (info->dlpi_addr + info->dlpi_phdr[i].p_vaddr)
           < info->dlpi_phdr[i].p_memsz)
      {
        snprintf (library, sizeof library, "%s", info->dlpi_name);
        return 1;
      }
  return 0;
}

static void
write_file (const char *path, const char *bytes, size_t n)
{
  unlink (path);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL, 0755);
  CHECK (fd >= 0 && write (fd, bytes, n) == (ssize_t) n);
  close (fd);
}

static void *
load (const char *path)
{
  void *handle = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL)
    puts (dlerror ());
  CHECK (handle != NULL);
  *(void **) &alloc = dlsym (handle, "ffi_closure_alloc");
  *(void **) &release = dlsym (handle, "ffi_closure_free");
  *(void **) &prepare = dlsym (handle, "ffi_prep_closure_loc");
  CHECK (alloc && release && prepare && alloc != ffi_closure_alloc);
  return handle;
}

/* How many closures, up to MAX, there are to be had; all are right.  */
static size_t
fill (size_t max)
{
  size_t n = 0;
  for (struct live *l = list; n < max; l++, n++)
    {
      l->closure = alloc (sizeof (ffi_closure), &l->code);
      l->data = n * 3 + 1;
      if (l->closure == NULL)
        break;
      CHECK (prepare (l->closure, &live_cif, live_answer, (void *) l->data,
                      l->code) == FFI_OK);
    }
  live_check (list, n);
  for (size_t i = 0; i < n; i++)
    release (list[i].closure);
  return n;
}

/* Loads a copy, writes N bytes of BYTES in its place (nothing if NULL), and
   checks that closures end (or do not).  */
static void
replace (const char *what, const char *bytes, size_t n, int endless)
{
  char path[5000];
  printf ("%s\n", what);
  fflush (stdout);
  snprintf (path, sizeof path, "%s/%s", dir, what);
  write_file (path, image, size);
  void *handle = load (path);
  unlink (path);
  if (bytes != NULL)
    write_file (path, bytes, n);
  size_t all = fill (endless || !pool ? ENOUGH : COUNT);
  CHECK (endless || !pool ? all == ENOUGH : all >= 1000 && all < COUNT);
  dlclose (handle);
  unlink (path);
}

static void
relative (void)
{
  char path[5000];
  snprintf (path, sizeof path, "%s/relative.so", dir);
  write_file (path, image, size);
  CHECK (chdir (dir) == 0);
  void *handle = load ("./relative.so");
  CHECK (fill (ENOUGH) == ENOUGH);
  CHECK (chdir ("/") == 0);
  fill (COUNT);
  dlclose (handle);
  for (int i = 0; i < 30; i++)
    {
      handle = load (path);
      CHECK (fill (100) == 100);
      dlclose (handle);
    }
  unlink (path);
}

static void
read_library (void)
{
  struct stat st;
  int fd = open (library, O_RDONLY);
  CHECK (fd >= 0 && fstat (fd, &st) == 0);
  size = (size_t) st.st_size;
  image = malloc (size);
  CHECK (image != NULL && read (fd, image, size) == (ssize_t) size);
  close (fd);
}

int
main (void)
{
  live_init ();
  pool = live_from_pool ();
  dl_iterate_phdr (find_library, (void *) (uintptr_t) &ffi_closure_alloc);
  if (strstr (library, ".so") == NULL)
    SKIP ("the library is in the program");
  read_library ();
  const char *tmp = getenv ("TMPDIR");
  snprintf (dir, sizeof dir, "%s/reload-XXXXXX", tmp ? tmp : "/tmp");
  CHECK (mkdtemp (dir) != NULL);

  replace ("same", image, size, 1);
  replace ("deleted", NULL, 0, 0);
  replace ("empty", "", 0, 0);
  replace ("short", image, 4096, 0);
  char *other = malloc (size);
  CHECK (other != NULL);
  for (size_t i = 0; i < size; i++)
    other[i] = (char) ~image[i];
  replace ("other", other, size, 0);
  free (other);
  relative ();
  rmdir (dir);
  return 0;
}
#else
int
main (void)
{
  SKIP ("not ELF");
}
#endif

/* SPDX-License-Identifier: MIT */
/* Copies of the library, loaded, then removed, replaced or found by a name
   that no longer leads there: closures, or NULL, never a wrong one.  And
   loaded and unloaded many times.  */
#define _GNU_SOURCE 1
#include "live.h"

#if defined __ELF__ || defined _WIN32
#ifdef _WIN32
# include <direct.h>
# include <errno.h>
# include <windows.h>
# define chdir _chdir
#else
# include <dlfcn.h>
# include <link.h>
#endif

enum { COUNT = 200000, ENOUGH = 5000 };

static struct live list[COUNT];
static char library[4096], dir[4000], *image;
static size_t size;
static int pool;

static void find_library (void);
static void *load_library (const char *path);
static void *symbol (void *handle, const char *name);
static void unload (void *handle);
static void make_dir (void);
static void remove_dir (void);
/* Afterwards PATH leads to no file, or to none that was loaded.  */
static void take_away (const char *path);

static void *(*alloc) (size_t, void **);
static void (*release) (void *);
static ffi_status (*prepare) (ffi_closure *, ffi_cif *,
                              void (*) (ffi_cif *, void *, void **, void *),
                              void *, void *);

static void
write_file (const char *path, const char *bytes, size_t n)
{
  FILE *file = fopen (path, "wb");
  CHECK (file && fwrite (bytes, 1, n, file) == n && fclose (file) == 0);
}

static void *
load (const char *path)
{
  void *handle = load_library (path);
  CHECK (handle != NULL);
  *(void **) &alloc = symbol (handle, "ffi_closure_alloc");
  *(void **) &release = symbol (handle, "ffi_closure_free");
  *(void **) &prepare = symbol (handle, "ffi_prep_closure_loc");
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
  snprintf (path, sizeof path, "%s/%s.so", dir, what);
  write_file (path, image, size);
  void *handle = load (path);
  take_away (path);
  if (bytes != NULL)
    write_file (path, bytes, n);
  size_t all = fill (endless || !pool ? ENOUGH : COUNT);
  CHECK (endless || !pool ? all == ENOUGH : all >= 1000 && all < COUNT);
  unload (handle);
  take_away (path);
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
  unload (handle);
  for (int i = 0; i < 30; i++)
    {
      handle = load (path);
      CHECK (fill (100) == 100);
      unload (handle);
    }
  take_away (path);
}

static void
read_library (void)
{
  FILE *file = fopen (library, "rb");
  CHECK (file && fseek (file, 0, SEEK_END) == 0);
  size = (size_t) ftell (file);
  image = malloc (size);
  CHECK (image && fseek (file, 0, SEEK_SET) == 0
         && fread (image, 1, size, file) == size);
  fclose (file);
}

/* ---- The system --------------------------------------------------------- */

#ifdef _WIN32

static void
find_library (void)
{
  GetModuleFileNameA (GetModuleHandleA ("libffi-8.dll"), library,
                      sizeof library);
}

static void *
load_library (const char *path)
{
  return LoadLibraryA (path);
}

static void *
symbol (void *handle, const char *name)
{
  return (void *) (uintptr_t) GetProcAddress (handle, name);
}

static void
unload (void *handle)
{
  CHECK (FreeLibrary (handle));
}

static void
make_dir (void)
{
  char tmp[MAX_PATH];
  int n = 0;
  CHECK (GetTempPathA (sizeof tmp, tmp) != 0);
  do
    snprintf (dir, sizeof dir, "%sreload-%d", tmp, n++);
  while (_mkdir (dir) != 0 && n < 1000);
  CHECK (n < 1000);
}

/* A file that is mapped cannot be removed as long as it is, but renamed.  */
static unsigned renamed;

static void
take_away (const char *path)
{
  char other[5000];
  if (remove (path) == 0 || errno == ENOENT)
    return;
  snprintf (other, sizeof other, "%s/%u", dir, renamed++);
  CHECK (rename (path, other) == 0);
}

static void
remove_dir (void)
{
  char other[5000];
  while (renamed > 0)
    {
      snprintf (other, sizeof other, "%s/%u", dir, --renamed);
      remove (other);
    }
  _rmdir (dir);
}

#else

static int
find_object (struct dl_phdr_info *info, size_t length, void *data)
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
find_library (void)
{
  dl_iterate_phdr (find_object, (void *) (uintptr_t) &ffi_closure_alloc);
}

static void *
load_library (const char *path)
{
  void *handle = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL)
    puts (dlerror ());
  return handle;
}

static void *
symbol (void *handle, const char *name)
{
  return dlsym (handle, name);
}

static void
unload (void *handle)
{
  dlclose (handle);
}

static void
make_dir (void)
{
  const char *tmp = getenv ("TMPDIR");
  snprintf (dir, sizeof dir, "%s/reload-XXXXXX", tmp ? tmp : "/tmp");
  CHECK (mkdtemp (dir) != NULL);
}

static void
take_away (const char *path)
{
  unlink (path);
}

static void
remove_dir (void)
{
  rmdir (dir);
}
#endif

int
main (void)
{
  live_init ();
  pool = live_from_pool ();
  find_library ();
  if (strstr (library, ".so") == NULL && strstr (library, ".dll") == NULL)
    SKIP ("the library is in the program");
  read_library ();
  make_dir ();

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
  remove_dir ();
  return 0;
}
#else
int
main (void)
{
  SKIP ("neither ELF nor Windows");
}
#endif

/* SPDX-License-Identifier: MIT */
/* Copies of the library, loaded, then removed, replaced or found by a name
   that no longer leads there: closures without limit, and nothing of what has
   the name now.  And loaded and unloaded many times.  */
#define _GNU_SOURCE 1
#include "row.h"

#if defined __ELF__ || defined _WIN32
#ifdef _WIN32
# include <direct.h>
# include <errno.h>
# include <windows.h>
# define chdir _chdir
#else
# include <dlfcn.h>
# include <fcntl.h>
# include <link.h>
# include <sys/mman.h>
# include <sys/stat.h>
#endif

static char library[4096], dir[4000], *image;
static size_t size;

static void find_library (void);
static void *load_library (const char *path);
static void *symbol (void *handle, const char *name);
static void unload (void *handle);
static void make_dir (void);
static void remove_dir (void);
/* Afterwards PATH leads to no file, or to none that was loaded.  */
static void take_away (const char *path);

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
  *(void **) &row_alloc = symbol (handle, "ffi_closure_alloc");
  *(void **) &row_release = symbol (handle, "ffi_closure_free");
  *(void **) &row_prepare = symbol (handle, "ffi_prep_closure_loc");
  CHECK (row_alloc && row_release && row_prepare
         && row_alloc != ffi_closure_alloc);
  return handle;
}

/* Windows maps the library's file once more, or has no more closures.  */
static void
check (const char *situation, int windows_has_more)
{
  if (POSIX || windows_has_more)
    {
      row_check (situation);
      return;
    }
  size_t n = row_fill (row_list, ROW_COUNT);
  CHECK (n >= 1000);
  row_free (row_list, n);
  printf ("PASS: %s\n", situation);
}

/* Loads a copy, writes N bytes of BYTES in its place (nothing if NULL), and
   checks that there are closures.  Then that file is changed and cut: nobody
   notices.  */
static void
replace (const char *situation, const char *bytes, size_t n)
{
  char path[5000];
  snprintf (path, sizeof path, "%s/copy.so", dir);
  write_file (path, image, size);
  void *handle = load (path);
  take_away (path);
  if (bytes != NULL)
    write_file (path, bytes, n);
  check (situation, bytes == image && n == size);
#if POSIX
  if (bytes != NULL)
    {
      size_t some = row_fill (row_list, ROW_SOME);
      write_file (path, "", 0);
      live_check (row_list, some);
      row_free (row_list, some);
    }
#endif
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
  CHECK (chdir ("/") == 0);
  check ("relative name, then another folder", 1);
  unload (handle);
  for (int i = 0; i < 30; i++)
    {
      handle = load (path);
      size_t n = row_fill (row_list, 1100);
      CHECK (n == 1100);
      row_free (row_list, n);
      unload (handle);
    }
  take_away (path);
}

#ifdef __linux__
/* Maps the text of PATH, which is loaded, from a file that has the library's
   bytes from OFFSET on, as the text of a library in an archive is.  */
static void
map_from (const char *path, int fd, off_t offset)
{
  char line[5000];
  unsigned long start, end, at;
  int mapped = 0;
  FILE *maps = fopen ("/proc/self/maps", "r");
  CHECK (maps != NULL);
  while (fgets (line, sizeof line, maps))
    if (strstr (line, path)
        && sscanf (line, "%lx-%lx r-xp %lx", &start, &end, &at) == 3)
      {
        CHECK (mmap ((void *) start, end - start, PROT_READ | PROT_EXEC,
                     MAP_PRIVATE | MAP_FIXED, fd, offset + (off_t) at)
               == (void *) start);
        mapped++;
      }
  fclose (maps);
  CHECK (mapped == 1);
}

static void
archive (void)
{
  enum { BEFORE = 1 << 16 };
  char path[5000], apk[5000];
  snprintf (path, sizeof path, "%s/archived.so", dir);
  snprintf (apk, sizeof apk, "%s/base.apk!", dir);
  write_file (path, image, size);
  void *handle = load (path);
  int fd = open (apk, O_RDWR | O_CREAT, 0600);
  CHECK (fd >= 0 && pwrite (fd, image, size, BEFORE) == (ssize_t) size);
  map_from (path, fd, BEFORE);
  close (fd);
  take_away (path);
  row_check ("in an archive");
  take_away (apk);
  row_check ("in an archive that was deleted");
  unload (handle);
}

/* Whether the mappings that the file MAPS tells of have one of INODE.  */
static int
is_mapped (FILE *maps, unsigned long long inode)
{
  char line[5000];
  unsigned long long other;
  rewind (maps);
  while (fgets (line, sizeof line, maps))
    if (sscanf (line, "%*s %*s %*s %*s %llu", &other) == 1 && other == inode)
      return 1;
  return 0;
}

/* Another user's folder becomes the root: in it the library's name leads to a
   file of that user, with the same bytes.  */
static void
other_root (void)
{
  char path[5000], inside[9000], part[9000];
  struct stat copy;
  snprintf (path, sizeof path, "%s/copy.so", dir);
  snprintf (inside, sizeof inside, "%s/root%s", dir, path);
  for (char *c = inside + strlen (dir) + 1; (c = strchr (c, '/')); c++)
    {
      snprintf (part, sizeof part, "%.*s", (int) (c - inside), inside);
      CHECK (mkdir (part, 0700) == 0);
    }
  write_file (path, image, size);
  write_file (inside, image, size);
  CHECK (stat (inside, &copy) == 0);
  void *handle = load (path);
  snprintf (part, sizeof part, "%s/root", dir);
  FILE *maps = fopen ("/proc/self/maps", "r");
  int root = open ("/", O_RDONLY | O_DIRECTORY);
  CHECK (maps && root >= 0);
  if (chown (inside, 65534, 65534) == 0 && chroot (part) == 0)
    {
      row_check ("chroot to another's copy");
      CHECK (row_fill (row_list, ROW_COUNT) == ROW_COUNT);
      CHECK (!is_mapped (maps, copy.st_ino));
      write_file (path, "", 0);
      live_check (row_list, ROW_COUNT);
      row_free (row_list, ROW_COUNT);
      CHECK (fchdir (root) == 0 && chroot (".") == 0);
    }
  fclose (maps);
  close (root);
  unload (handle);
  take_away (path);
  take_away (inside);
  for (char *c; strlen (inside) > strlen (dir);)
    {
      CHECK ((c = strrchr (inside, '/')) != NULL);
      *c = 0;
      rmdir (inside);
    }
}
#endif

#ifdef MFD_CLOEXEC
static void
memory_file (void)
{
  char path[100];
  int fd = memfd_create ("copy", MFD_CLOEXEC);
  if (fd < 0)
    return;
  CHECK (write (fd, image, size) == (ssize_t) size);
  snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  void *handle = load (path);
  close (fd);
  check ("file in memory, closed", 1);
  unload (handle);
}
#endif

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
  find_library ();
  if (strstr (library, ".so") == NULL && strstr (library, ".dll") == NULL)
    SKIP ("the library is in the program");
  read_library ();
  make_dir ();

  replace ("file replaced by its like", image, size);
  replace ("file deleted", NULL, 0);
  replace ("file empty", "", 0);
  replace ("file short", image, 4096);
  char *other = malloc (size);
  CHECK (other != NULL);
  for (size_t i = 0; i < size; i++)
    other[i] = (char) ~image[i];
  replace ("file replaced by another", other, size);
  free (other);
  relative ();
#ifdef __linux__
  archive ();
#endif
#ifdef MFD_CLOEXEC
  memory_file ();
#endif
#ifdef __linux__
  other_root ();
#endif
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

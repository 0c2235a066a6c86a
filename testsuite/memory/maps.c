/* SPDX-License-Identifier: MIT */
/* No mapping is writable and executable, ever: looked up while thousands of
   closures live, inside one, and after they are freed.  */
#include <ffi.h>
#include "check.h"

#if defined __linux__ || defined _WIN32
enum { N = 20000 };

#ifdef _WIN32
#include <windows.h>

static void
check_maps (void)
{
  MEMORY_BASIC_INFORMATION info;
  unsigned executable = 0;
  for (char *at = NULL; VirtualQuery (at, &info, sizeof info) == sizeof info;
       at = (char *) info.BaseAddress + info.RegionSize)
    if (info.State == MEM_COMMIT)
      {
        executable += info.Protect == PAGE_EXECUTE_READ;
        CHECK (!(info.Protect
                 & (PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)));
      }
  CHECK (executable > 0);
}

#else
#ifdef __mips__
enum { MIPS = 1 };
#else
enum { MIPS = 0 };
#endif

static void
check_maps (void)
{
  static char line[4096];
  char mode[5];
  FILE *maps = fopen ("/proc/self/maps", "r");
  if (maps == NULL)
    SKIP ("no /proc/self/maps");
  while (fgets (line, sizeof line, maps))
    /* On MIPS the system's own stack is executable.  */
    if (sscanf (line, "%*s %4s", mode) == 1
        && !(MIPS && strstr (line, "[stack]")))
      {
        if (mode[1] == 'w' && mode[2] == 'x')
          printf ("%s", line);
        CHECK (!(mode[1] == 'w' && mode[2] == 'x'));
      }
  fclose (maps);
}

#endif

static void
handler (ffi_cif *cif, void *result, void **args, void *user)
{
  (void) cif;
  (void) user;
  *(ffi_sarg *) result = *(int *) args[0] + 1;
  check_maps ();
}

int
main (void)
{
  static ffi_closure *closures[N];
  ffi_type *types[] = { &ffi_type_sint };
  ffi_cif cif;
  void *code = NULL;
  check_maps ();
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
         == FFI_OK);
  for (int i = 0; i < N; i++)
    {
      closures[i] = ffi_closure_alloc (sizeof (ffi_closure), &code);
      CHECK (closures[i] != NULL);
      CHECK (ffi_prep_closure_loc (closures[i], &cif, handler, NULL, code)
             == FFI_OK);
      if (i % 5000 == 0)
        CHECK (((int (*) (int)) code) (i) == i + 1);
    }
  check_maps ();
  for (int i = 0; i < N; i++)
    ffi_closure_free (closures[i]);
  check_maps ();
  return 0;
}

#else
int
main (void)
{
  SKIP ("no /proc/self/maps");
}
#endif

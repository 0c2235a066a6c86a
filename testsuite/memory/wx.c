/* SPDX-License-Identifier: MIT */
/* No mapping is writable and executable, and none of the library's text is
   writable elsewhere, while closures come and go.  */
#include "live.h"

enum { COUNT = 5000 };

static struct live list[COUNT];

static void
check_maps (void)
{
  FILE *f = fopen ("/proc/self/maps", "r");
  if (f == NULL)
    SKIP ("no /proc/self/maps");
  char line[1024];
  int lines = 0;
  while (fgets (line, sizeof line, f))
    {
      char access[5];
      if (sscanf (line, "%*x-%*x %4s", access) != 1)
        continue;
      lines++;
#ifdef __mips__
      /* The system's own stack is executable there.  */
      if (strstr (line, "[stack]"))
        continue;
#endif
      if (access[1] == 'w' && access[2] == 'x')
        {
          puts (line);
          CHECK (!"writable and executable");
        }
    }
  fclose (f);
  CHECK (lines > 0);
}

int
main (void)
{
  live_init ();
  check_maps ();
  struct live one;
  CHECK (live_make (&one, sizeof (ffi_closure), 1));
  check_maps ();
  CHECK (live_fill (list, COUNT) == COUNT);
  live_check (list, COUNT);
  check_maps ();
  live_free (list, COUNT);
  check_maps ();
  CHECK (live_is_right (&one));
  ffi_closure_free (one.closure);
  return 0;
}

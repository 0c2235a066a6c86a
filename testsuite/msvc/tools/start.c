/* SPDX-License-Identifier: MIT */
/* The start of a program, in an object of its own: DLLs have no main.  */
void __cdecl exit (int);
int __cdecl main (int, char **);

void
mainCRTStartup (void)
{
  static char *arguments[] = { "program", 0 };

  exit (main (1, arguments));
}

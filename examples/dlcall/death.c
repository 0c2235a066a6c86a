/* SPDX-License-Identifier: MIT */
/* A function that is called may be the wrong one, or be called wrongly: it
   dies, and with it the program, which then says so in one line.  */
#include "dlcall.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { DEATH_STATUS = 3 };

static const char *volatile function;

/* Appends TEXT to the 0-terminated *LINE of SIZE bytes.  */
static void
append (char *line, size_t size, const char *text)
{
  size_t n = strlen (line);
  for (; *text && n + 1 < size; n++)
    line[n] = *text++;
  line[n] = 0;
}

static void
append_address (char *line, size_t size, uintptr_t address)
{
  char digits[2 * sizeof address + 1], *s = digits + sizeof digits - 1;

  *s = 0;
  do
    *--s = "0123456789abcdef"[address & 15];
  while (address >>= 4);
  append (line, size, "0x");
  append (line, size, s);
}

/* Only what a signal handler may call.  */
static void
make_line (char *line, size_t size, const char *what, bool has_address,
           uintptr_t address)
{
  *line = 0;
  append (line, size, "dlcall: ");
  append (line, size, function);
  append (line, size, ": ");
  append (line, size, what);
  if (has_address)
    {
      append (line, size, " at address ");
      append_address (line, size, address);
    }
  append (line, size, "\n");
}

#ifdef _WIN32
#include <windows.h>

static LONG WINAPI
died (EXCEPTION_POINTERS *e)
{
  const EXCEPTION_RECORD *r = e->ExceptionRecord;
  bool access = r->ExceptionCode == EXCEPTION_ACCESS_VIOLATION;
  char line[256];
  DWORD written;

  make_line (line, sizeof line,
             access ? "access violation" : "it was ended by an exception",
             access, access ? r->ExceptionInformation[1] : 0);
  WriteFile (GetStdHandle (STD_ERROR_HANDLE), line, (DWORD) strlen (line),
             &written, NULL);
  ExitProcess (DEATH_STATUS);
}

void
death_watch (const char *name)
{
  function = name;
  SetUnhandledExceptionFilter (name ? died : NULL);
}

#else
#include <unistd.h>

static const struct { int number; const char *name; bool has_address; }
signals[] = {
  { SIGSEGV, "SIGSEGV", true }, { SIGBUS, "SIGBUS", true },
  { SIGILL, "SIGILL", true }, { SIGFPE, "SIGFPE", false },
  { SIGABRT, "SIGABRT", false }, { SIGTRAP, "SIGTRAP", false },
#ifdef SIGSYS
  { SIGSYS, "SIGSYS", false }
#endif
};

enum { SIGNALS = sizeof signals / sizeof *signals };

static void
died (int number, siginfo_t *info, void *context)
{
  char line[256];

  (void) context;
  for (int i = 0; i < SIGNALS; i++)
    if (signals[i].number == number)
      make_line (line, sizeof line, signals[i].name, signals[i].has_address,
                 (uintptr_t) info->si_addr);
  ssize_t written = write (STDERR_FILENO, line, strlen (line));
  (void) written;
  _exit (DEATH_STATUS);
}

void
death_watch (const char *name)
{
  static char stack[16384];    /* the function's may be used up */
  static struct sigaction before[SIGNALS];
  struct sigaction action = { .sa_flags = SA_SIGINFO | SA_ONSTACK };
  stack_t other = { .ss_sp = stack, .ss_size = sizeof stack };

  function = name;
  action.sa_sigaction = died;
  sigemptyset (&action.sa_mask);
  sigaltstack (&other, NULL);
  for (int i = 0; i < SIGNALS; i++)
    if (name)
      sigaction (signals[i].number, &action, &before[i]);
    else
      sigaction (signals[i].number, &before[i], NULL);
}
#endif

/* SPDX-License-Identifier: MIT */
/* Instruction counts, from what BENCH_COUNTER in the environment names:

   callgrind:FILE  this runs under callgrind, whose --callgrind-out-file is
                   FILE; each dump becomes FILE.1, FILE.2 and so on
   qemu:FILE       this runs under a qemu of the user-mode kind with the
                   plug-in qemu-count.c, which writes its count to FILE when
                   the system call getppid has the argument QEMU_MARK  */
#define _GNU_SOURCE
#include "bench.h"
#include "qemu-mark.h"
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#if __has_include (<valgrind/callgrind.h>)
# include <valgrind/callgrind.h>
#else
# define CALLGRIND_ZERO_STATS ((void) 0)
# define CALLGRIND_DUMP_STATS ((void) 0)
#endif

static enum { NONE, CALLGRIND, QEMU } counter;
static const char *file;
static unsigned dumps;
static double start;

/* Runs ARGV in a child under callgrind, whose files go to DIRECTORY.  Returns
   its exit status.  */
static int
run_callgrind (char **argv, const char *directory)
{
  char option[96], counter_is[96], self[4096];
  snprintf (option, sizeof option, "--callgrind-out-file=%s/out", directory);
  snprintf (counter_is, sizeof counter_is, "callgrind:%s/out", directory);
  setenv ("BENCH_COUNTER", counter_is, 1);
  ssize_t length = readlink ("/proc/self/exe", self, sizeof self - 1);
  self[length < 0 ? 0 : length] = 0;

  size_t argc = 0;
  while (argv[argc] != NULL)
    argc++;
  char **command = calloc (argc + 5, sizeof *command);
  memcpy (command + 4, argv, argc * sizeof *argv);
  command[0] = "valgrind";
  command[1] = "--tool=callgrind";
  command[2] = "-q";
  command[3] = option;
  command[4] = self;

  int status = -1;
  pid_t child = fork ();
  if (child == 0)
    {
      execvp (command[0], command);
      perror ("bench: valgrind");
      _exit (2);
    }
  if (child > 0)
    waitpid (child, &status, 0);
  free (command);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 2;
}

static int
count_in_child (char **argv)
{
  char directory[] = "/tmp/bench-XXXXXX", out[sizeof directory + 8];
  if (mkdtemp (directory) == NULL)
    {
      perror (directory);
      return 2;
    }
  int status = run_callgrind (argv, directory);
  snprintf (out, sizeof out, "%s/out", directory);
  unlink (out);
  rmdir (directory);
  return status;
}

void
counter_open (char **argv)
{
  const char *spec = getenv ("BENCH_COUNTER");
#if !__has_include (<valgrind/callgrind.h>)
  if (spec == NULL)
    {
      fputs ("bench: built without valgrind/callgrind.h\n", stderr);
      exit (2);
    }
#endif
  if (spec == NULL)
    exit (count_in_child (argv));
  if (strncmp (spec, "callgrind:", 10) == 0)
    counter = CALLGRIND;
  else if (strncmp (spec, "qemu:", 5) == 0)
    counter = QEMU;
  if (counter == NONE)
    {
      fprintf (stderr, "bench: BENCH_COUNTER=%s is unknown\n", spec);
      exit (2);
    }
  file = strchr (spec, ':') + 1;
}

/* The number in the file PATH after KEY.  */
static double
read_number (const char *path, const char *key)
{
  double number = -1;
  char line[256];
  FILE *in = fopen (path, "r");
  while (in != NULL && number < 0 && fgets (line, sizeof line, in) != NULL)
    if (strncmp (line, key, strlen (key)) == 0)
      number = atof (line + strlen (key));
  if (number < 0)
    {
      fprintf (stderr, "bench: no instruction count in %s\n", path);
      exit (2);
    }
  fclose (in);
  return number;
}

static double
qemu_count (void)
{
  syscall (SYS_getppid, (long) QEMU_MARK);
  return read_number (file, "");
}

void
counter_start (void)
{
  if (counter == CALLGRIND)
    CALLGRIND_ZERO_STATS;
  else
    start = qemu_count ();
}

double
counter_read (void)
{
  if (counter == QEMU)
    return qemu_count () - start;
  CALLGRIND_DUMP_STATS;
  char path[128];
  snprintf (path, sizeof path, "%s.%u", file, ++dumps);
  double count = read_number (path, "summary: ");
  unlink (path);
  return count;
}

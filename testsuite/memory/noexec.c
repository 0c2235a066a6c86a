/* SPDX-License-Identifier: MIT */
/* Closures where no file can be written and none in a place for temporary
   ones executed; then with all file systems read-only and noexec, the
   library's own among them: the text that is mapped already is enough.  */
#define _GNU_SOURCE 1
#include "row.h"

#ifdef __linux__
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

enum { SOME = 20000 };

static struct live list[SOME];

/* Goes to mounts of this process's own.  */
static int
leave_mounts (void)
{
  return (unshare (CLONE_NEWNS) == 0
          || unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0)
         && mount ("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0;
}

/* But where the program runs: the library is near.  (/proc/self/exe is the
   dynamic linker's where that was told to run the program.)  */
static void
cover_temporary (void)
{
  static char own[4096];
  CHECK (getcwd (own, sizeof own) != NULL);
  static const char *const place[]
    = { "/tmp", "/var/tmp", "/dev/shm", "/run" };
  int covered = 0;
  for (unsigned i = 0; i < sizeof place / sizeof *place; i++)
    covered += strncmp (own, place[i], strlen (place[i])) != 0
               && mount ("none", place[i], "tmpfs",
                         MS_RDONLY | MS_NOEXEC | MS_NOSUID | MS_NODEV, NULL)
                  == 0;
  if (covered == 0)
    SKIP ("no tmpfs can be mounted");
}

/* In a name space of a user's, flags that are set must stay.  */
static void
restrict_one (const char *place)
{
  struct statvfs st;
  if (statvfs (place, &st) != 0)
    return;
  unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOEXEC;
  flags |= st.f_flag & ST_NOSUID ? MS_NOSUID : 0;
  flags |= st.f_flag & ST_NODEV ? MS_NODEV : 0;
  flags |= st.f_flag & ST_RELATIME ? MS_RELATIME : 0;
  flags |= st.f_flag & ST_NOATIME ? MS_NOATIME : 0;
  mount ("none", place, "none", flags, NULL);
}

/* An emulator reads the code, and maps it for reading alone.  */
static int
can_execute (const char *path)
{
  int fd = open (path, O_RDONLY);
  CHECK (fd >= 0);
  void *at = mmap (NULL, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
  close (fd);
  return at != MAP_FAILED;
}

static void
restrict_all (void)
{
  static char place[200][4096];
  int n = 0;
  FILE *mounts = fopen ("/proc/self/mountinfo", "r");
  if (mounts == NULL)
    SKIP ("no /proc/self/mountinfo");
  while (n < 200 && fscanf (mounts, "%*s %*s %*s %*s %4095s %*[^\n]",
                            place[n]) == 1)
    n++;
  fclose (mounts);
  while (n-- > 0)
    restrict_one (place[n]);
  struct statvfs st;
  static char path[4096];
  if (readlink ("/proc/self/exe", path, sizeof path - 1) < 0
      || statvfs (path, &st) != 0 || !(st.f_flag & ST_RDONLY)
      || !(st.f_flag & ST_NOEXEC))
    SKIP ("the file systems cannot be made noexec");
  if (can_execute (path))
    SKIP ("noexec does not keep files from being mapped to execute");
}

/* In a child, as the parent is to write its report.  */
static void
in_child (void)
{
  if (!leave_mounts ())
    SKIP ("no mounts of one's own");
  cover_temporary ();
  CHECK (live_fill (list, SOME) == SOME);
  live_check (list, SOME);
  live_free (list, SOME);
  restrict_all ();
  row_check ("no file system is executable");
}

int
main (void)
{
  live_init ();
  fflush (stdout);
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    {
      in_child ();
      fflush (stdout);
      _exit (0);
    }
  int status;
  CHECK (waitpid (pid, &status, 0) == pid && WIFEXITED (status));
  return WEXITSTATUS (status);
}
#else
int
main (void)
{
  SKIP ("not Linux");
}
#endif

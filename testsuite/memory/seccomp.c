/* SPDX-License-Identifier: MIT */
/* Under a filter that forbids mmap and mprotect with PROT_EXEC, closures of
   the library's own text are to be had, then NULL.  Under one that kills who
   asks, the first few hundred are.  */
#include "live.h"

#if defined __linux__ && defined __has_include
# if __has_include (<linux/seccomp.h>) && __has_include (<linux/audit.h>)
#  define HAVE_SECCOMP 1
# endif
#endif

#ifdef HAVE_SECCOMP
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifndef SECCOMP_RET_KILL_PROCESS
# define SECCOMP_RET_KILL_PROCESS 0x80000000u
#endif
#ifdef __NR_mmap2
# define NR_MMAP __NR_mmap2
#else
# define NR_MMAP __NR_mmap
#endif
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
# define LOW_HALF (sizeof (uint64_t) - sizeof (uint32_t))
#else
# define LOW_HALF 0
#endif

enum { COUNT = 200000 };

static struct live list[COUNT];

/* From now on mmap and mprotect with PROT_EXEC answer ACTION.  */
static int
forbid_exec (unsigned action)
{
  struct sock_filter code[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, NR_MMAP, 1, 0),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_mprotect, 0, 3),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
              offsetof (struct seccomp_data, args[2]) + LOW_HALF),
    BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, action),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
  };
  struct sock_fprog program = { sizeof code / sizeof *code, code };
  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
         && prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void
check_killed (void)
{
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    _exit (forbid_exec (SECCOMP_RET_KILL_PROCESS)
           && live_fill (list, 500) != 500);
  int status;
  CHECK (waitpid (pid, &status, 0) == pid && status == 0);
}

int
main (void)
{
  live_init ();
  int pool = live_from_pool ();
  if (pool)
    check_killed ();
  if (!forbid_exec (SECCOMP_RET_ERRNO | EACCES))
    SKIP ("no seccomp filters");
  if (mmap (NULL, 1 << 16, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
            -1, 0) != MAP_FAILED)
    SKIP ("the filter has no effect");
  for (int round = 0; round < 3; round++)
    {
      size_t n = live_fill (list, COUNT);
      printf ("%zu closures\n", n);
      CHECK (n < COUNT);
      CHECK (n >= 1000 || !pool);
      live_check (list, n);
      live_free (list, n);
    }
  return 0;
}
#else
int
main (void)
{
  SKIP ("no seccomp");
}
#endif

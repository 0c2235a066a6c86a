/* SPDX-License-Identifier: MIT */
/* Under filters that refuse or kill: mmap and mprotect with PROT_EXEC, openat,
   memfd_create.  Where the running text can be mapped again there are closures
   all the same; elsewhere closures of the library's own text, then NULL.  */
#define _GNU_SOURCE 1
#include "row.h"

#if defined __linux__ && defined __has_include
# if __has_include (<linux/seccomp.h>) && __has_include (<linux/audit.h>)
#  define HAVE_SECCOMP 1
# endif
#endif

#ifdef HAVE_SECCOMP
int main (void);
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

/* From now on openat and memfd_create, or mmap and mprotect with PROT_EXEC if
   EXEC, answer ACTION.  */
static int
forbid (int exec, unsigned action)
{
  struct sock_filter code[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, exec ? NR_MMAP : __NR_openat, 1, 0),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K,
              exec ? __NR_mprotect : __NR_memfd_create, 0, 3),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
              offsetof (struct seccomp_data, args[2]) + LOW_HALF),
    BPF_JUMP (BPF_JMP | (exec ? BPF_JSET : BPF_JGE) | BPF_K,
              exec ? PROT_EXEC : 0, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, action),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
  };
  struct sock_fprog program = { sizeof code / sizeof *code, code };
  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
         && prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static int endless;

/* Without a source: what is there, and NULL, again and again.  */
static void
check_end (const char *situation)
{
  size_t first = row_fill (row_list, ROW_COUNT);
  CHECK (first < ROW_COUNT);
  row_free (row_list, first);
  CHECK (row_fill (row_list, ROW_COUNT) == first);
  printf ("PASS: %s\n", situation);
}

static void
refuse_exec (void)
{
  if (!forbid (1, SECCOMP_RET_ERRNO | EACCES))
    SKIP ("no seccomp filters");
  if (mmap (NULL, 1 << 16, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
            -1, 0) != MAP_FAILED)
    SKIP ("the filter has no effect");
  if (endless)
    row_check ("PROT_EXEC refused");
  else
    check_end ("PROT_EXEC refused");
}

static void
refuse_files (void)
{
  if (!forbid (0, SECCOMP_RET_ERRNO | EACCES))
    SKIP ("no seccomp filters");
  if (live_from_pool ())
    row_check ("files refused");
}

/* As many as need no permission.  */
static void
kill_exec (void)
{
  size_t n = endless ? 12000 : 500;
  if (!live_from_pool ())
    return;
  if (!forbid (1, SECCOMP_RET_KILL_PROCESS))
    SKIP ("no seccomp filters");
  CHECK (row_fill (row_list, n) == n);
  printf ("PASS: who asks for PROT_EXEC is killed\n");
}

static int
in_child (void (*what) (void))
{
  int status;
  fflush (stdout);
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    {
      what ();
      fflush (stdout);
      _exit (0);
    }
  CHECK (waitpid (pid, &status, 0) == pid && WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* Whether the system maps what is mapped again (Linux 5.13; emulators do
   not, nor is a sanitizer's or valgrind's word for it to be had).  */
static void
map_again (void)
{
  long page = sysconf (_SC_PAGESIZE);
  uintptr_t text = (uintptr_t) &main & -(uintptr_t) page;
  if (madvise ((void *) text, (size_t) page, MADV_REMOVE) == 0
      || errno != EACCES
      || mremap ((void *) text, (size_t) page, (size_t) page,
                 MREMAP_MAYMOVE | 4, NULL) == MAP_FAILED)
    _exit (1);
}

int
main (void)
{
  live_init ();
  endless = live_from_pool () && in_child (map_again) == 0;
  int status = in_child (kill_exec);
  if (status == 0)
    status = in_child (refuse_files);
  if (status == 0)
    status = in_child (refuse_exec);
  return status;
}
#else
int
main (void)
{
  SKIP ("no seccomp");
}
#endif

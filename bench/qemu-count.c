/* SPDX-License-Identifier: MIT */
/* A plug-in for qemu's user-mode emulators that counts the instructions a
   program executes.  When the program passes QEMU_MARK to a system call as
   its first argument, the count so far is written to the file that the
   plug-in's argument out= names, as one line of decimal digits.

   qemu-plugin.h is not packaged everywhere; what is used of it is declared
   here.  Version 1 of the interface is that of qemu 6 to 8.  */
#include "qemu-mark.h"
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct qemu_plugin_tb;
typedef uint64_t plugin_id;

void qemu_plugin_register_vcpu_tb_trans_cb
  (plugin_id id, void (*callback) (plugin_id, struct qemu_plugin_tb *));
size_t qemu_plugin_tb_n_insns (const struct qemu_plugin_tb *tb);
void qemu_plugin_register_vcpu_tb_exec_cb
  (struct qemu_plugin_tb *tb, void (*callback) (unsigned, void *),
   int flags, void *data);
void qemu_plugin_register_vcpu_syscall_cb
  (plugin_id id,
   void (*callback) (plugin_id, unsigned, int64_t, uint64_t, uint64_t,
                     uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                     uint64_t));

__attribute__ ((visibility ("default"))) int qemu_plugin_version = 1;

static uint64_t count;
static const char *path;

static void
block_executed (unsigned vcpu, void *instructions)
{
  (void) vcpu;
  count += (uintptr_t) instructions;
}

static void
block_translated (plugin_id id, struct qemu_plugin_tb *tb)
{
  (void) id;
  uintptr_t n = qemu_plugin_tb_n_insns (tb);
  qemu_plugin_register_vcpu_tb_exec_cb (tb, block_executed, 0, (void *) n);
}

static void
system_call (plugin_id id, unsigned vcpu, int64_t number, uint64_t a1,
             uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6,
             uint64_t a7, uint64_t a8)
{
  (void) id, (void) vcpu, (void) number, (void) a2, (void) a3, (void) a4;
  (void) a5, (void) a6, (void) a7, (void) a8;
  FILE *out;
  if ((uint32_t) a1 != QEMU_MARK || (out = fopen (path, "w")) == NULL)
    return;
  fprintf (out, "%" PRIu64 "\n", count);
  fclose (out);
}

__attribute__ ((visibility ("default"))) int
qemu_plugin_install (plugin_id id, const void *info, int argc, char **argv)
{
  (void) info;
  if (argc != 1 || strncmp (argv[0], "out=", 4) != 0)
    return 1;
  path = argv[0] + 4;
  qemu_plugin_register_vcpu_tb_trans_cb (id, block_translated);
  qemu_plugin_register_vcpu_syscall_cb (id, system_call);
  return 0;
}

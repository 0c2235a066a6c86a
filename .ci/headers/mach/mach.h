/* SPDX-License-Identifier: MIT */
/* For compile-check and testsuite/memory/mach.sh: of Darwin's <mach/mach.h>,
   what src/pool/unitmap.c uses and what may be answered, as Apple documents it
   (Kernel Programming Guide, "Memory and Virtual Memory"; 64-bit systems).  */
#ifndef MACH_MACH_H
#define MACH_MACH_H

typedef int boolean_t, kern_return_t, vm_prot_t;
typedef unsigned int mach_port_t, vm_inherit_t;
typedef mach_port_t vm_map_t;
typedef unsigned long vm_address_t, vm_size_t;

enum { FALSE, TRUE };
enum { KERN_SUCCESS = 0, KERN_PROTECTION_FAILURE = 2, KERN_NO_SPACE = 3 };
enum { VM_PROT_READ = 1, VM_PROT_WRITE = 2, VM_PROT_EXECUTE = 4 };
enum { VM_FLAGS_FIXED = 0, VM_FLAGS_ANYWHERE = 1, VM_FLAGS_OVERWRITE = 0x4000 };
enum { VM_INHERIT_SHARE = 0 };

extern vm_size_t vm_page_size;

mach_port_t mach_task_self (void);
kern_return_t vm_allocate (vm_map_t, vm_address_t *, vm_size_t, int flags);
kern_return_t vm_deallocate (vm_map_t, vm_address_t, vm_size_t);
kern_return_t vm_remap (vm_map_t target, vm_address_t *, vm_size_t,
                        vm_address_t mask, int flags, vm_map_t source,
                        vm_address_t, boolean_t copy, vm_prot_t *current,
                        vm_prot_t *maximum, vm_inherit_t);

#endif

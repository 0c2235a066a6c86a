/* SPDX-License-Identifier: MIT */
/* How the pool grows on Apple's systems, on Linux: the part of
   src/pool/unitmap.c for these systems, with the calls of Mach made here of
   mmap and its relatives.  The system grants executable pages; or it refuses
   them in each way it can, as iOS does: then the answer is NULL, nothing stays
   mapped, and the closures that there are go on working.  */
#define _GNU_SOURCE 1
#include "pool/unit.h"
#include "row.h"

#if FFI_EXEC_STATIC_TRAMP
#include <sys/mman.h>

#undef __ELF__
#undef __linux__
#define __APPLE__ 1
#include "pool/unitmap.c"

static enum answer
{
  GRANTED, NO_MEMORY, NO_MAPPING, NOT_EXECUTABLE, WRITABLE, ANSWERS
} answer;

vm_size_t vm_page_size;

/* The bytes that were asked for and not given back.  */
static unsigned long mapped;

mach_port_t
mach_task_self (void)
{
  return 1;
}

static void
check_pages (vm_map_t task, vm_address_t at, vm_size_t size)
{
  CHECK (task == mach_task_self ());
  CHECK (at % vm_page_size == 0 && size % vm_page_size == 0 && size > 0);
}

kern_return_t
vm_allocate (vm_map_t task, vm_address_t *at, vm_size_t size, int flags)
{
  check_pages (task, 0, size);
  CHECK (flags == VM_FLAGS_ANYWHERE);
  if (answer == NO_MEMORY)
    return KERN_NO_SPACE;
  void *range = mmap (NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (range != MAP_FAILED);
  *at = (vm_address_t) range;
  __atomic_fetch_add (&mapped, size, __ATOMIC_RELAXED);
  return KERN_SUCCESS;
}

kern_return_t
vm_deallocate (vm_map_t task, vm_address_t at, vm_size_t size)
{
  check_pages (task, at, size);
  for (vm_size_t i = 0; i < size; i += vm_page_size)
    CHECK (ffi_pages_are_mapped ((void *) (at + i)));
  CHECK (munmap ((void *) at, size) == 0);
  __atomic_fetch_sub (&mapped, size, __ATOMIC_RELAXED);
  return KERN_SUCCESS;
}

/* A copy of the pages.  Pages that are said to be writable and executable are
   neither: nothing may run there.  */
kern_return_t
vm_remap (vm_map_t task, vm_address_t *at, vm_size_t size, vm_address_t mask,
          int flags, vm_map_t source, vm_address_t from, boolean_t copy,
          vm_prot_t *now, vm_prot_t *most, vm_inherit_t inherit)
{
  static const vm_prot_t prot[ANSWERS] = {
    [GRANTED] = VM_PROT_READ | VM_PROT_EXECUTE,
    [NOT_EXECUTABLE] = VM_PROT_READ,
    [WRITABLE] = VM_PROT_READ | VM_PROT_WRITE | VM_PROT_EXECUTE
  };
  check_pages (task, *at, size);
  check_pages (source, from, size);
  CHECK (flags == (VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE) && mask == 0);
  CHECK (!copy && inherit == VM_INHERIT_SHARE);
  if (answer == NO_MAPPING)
    return KERN_PROTECTION_FAILURE;
  CHECK (mmap ((void *) *at, size, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
         == (void *) *at);
  memcpy ((void *) *at, (void *) from, size);
  __builtin___clear_cache ((char *) *at, (char *) *at + size);
  CHECK (mprotect ((void *) *at, size,
                   answer == GRANTED ? PROT_READ | PROT_EXEC : PROT_READ)
         == 0);
  *now = prot[answer];
  *most = VM_PROT_READ | VM_PROT_WRITE | VM_PROT_EXECUTE;
  return KERN_SUCCESS;
}

/* ---- The test -------------------------------------------------------- */

enum { MANY = 200000 };

static struct live list[MANY];

/* All closures there are, N, are in the list; the system answers HOW.  */
static void
check_refused (enum answer how, size_t n)
{
  void *code;
  unsigned long before = mapped;
  answer = how;
  for (int i = 0; i < 100; i++)
    CHECK (ffi_closure_alloc (sizeof (ffi_closure), &code) == NULL);
  live_check (list, n);
  live_free (list, n);
  CHECK (live_fill (list, MANY) == n);
  live_check (list, n);
  CHECK (mapped == before);
}

static void
check_all_refused (size_t n)
{
  for (enum answer how = GRANTED + 1; how < ANSWERS; how++)
    check_refused (how, n);
}

/* A further unit takes pages for its text and its data, and no others.  */
static void
check_one_more (size_t n)
{
  struct shape s = first_shape (vm_page_size);
  unsigned long before = mapped;
  answer = GRANTED;
  CHECK (live_make (&list[n], sizeof (ffi_closure), 5));
  CHECK (mapped - before == pages_size (&s.text) + pages_size (&s.data));
  live_check (list, n + 1);
  ffi_closure_free (list[n].closure);
}

int
main (void)
{
  live_init ();
  vm_page_size = (vm_size_t) sysconf (_SC_PAGESIZE);
  answer = NO_MEMORY;
  CHECK (live_fill (list, MANY) == FFI_UNIT_COUNT);
  check_all_refused (FFI_UNIT_COUNT);
  puts ("PASS: refused from the start");
  check_one_more (FFI_UNIT_COUNT);
  row_check ("granted");
  answer = NO_MEMORY;
  size_t n = FFI_UNIT_COUNT + live_fill (list + FFI_UNIT_COUNT,
                                         MANY - FFI_UNIT_COUNT);
  CHECK (n > ROW_COUNT && n < MANY);
  check_all_refused (n);
  puts ("PASS: refused after that");
  return 0;
}
#else
int
main (void)
{
  SKIP ("for the pool only");
}
#endif

/* SPDX-License-Identifier: MIT */
/* One more unit of the pool: the library's trampolines mapped once more, by
   what the system has for it.  No page is ever writable and executable.  */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1
#endif
#ifndef _FILE_OFFSET_BITS
# define _FILE_OFFSET_BITS 64    /* inodes beyond 32 bits */
#endif
#include "exec.h"

#if FFI_EXEC_STATIC_TRAMP

#include "unit.h"

#if defined __ELF__ || defined __APPLE__

/* Pages from START to END.  */
struct pages { uintptr_t start, end; };

/* What a unit takes: its text, its slots, and all from the first of them to
   the last.  */
struct shape { struct pages text, slots, all; };

static struct pages
pages_of (const void *what, size_t size, size_t page)
{
  uintptr_t at = (uintptr_t) what;
  return (struct pages) { at & -page, ffi_round_up (at + size, page) };
}

static struct shape
first_shape (size_t page)
{
  struct shape s = { pages_of (ffi_tramp_text, FFI_UNIT_TEXT, page),
                     pages_of (ffi_tramp_slots, FFI_UNIT_SLOTS, page),
                     { 0, 0 } };
  bool text_first = s.text.start < s.slots.start;
  s.all.start = text_first ? s.text.start : s.slots.start;
  s.all.end = text_first ? s.slots.end : s.text.end;
  return s;
}

/* The bytes to reserve so that S fits in them wherever they are.  */
static size_t
shape_size (const struct shape *s)
{
  return s->all.end - s->all.start + ((size_t) 1 << FFI_TRAMP_SPAN_LOG2);
}

static void
pages_move (struct pages *pages, uintptr_t move)
{
  pages->start += move;
  pages->end += move;
}

/* Moves S from the first unit into the bytes reserved at BASE.  Returns by
   how much.  */
static uintptr_t
shape_move (struct shape *s, uintptr_t base)
{
  uintptr_t move = ffi_round_up (base - s->all.start,
                                 (size_t) 1 << FFI_TRAMP_SPAN_LOG2);
  pages_move (&s->text, move);
  pages_move (&s->slots, move);
  pages_move (&s->all, move);
  return move;
}

/* Gives back what S leaves of the SIZE bytes reserved at BASE, by UNMAP.  */
static void
shape_trim (const struct shape *s, uintptr_t base, size_t size,
            void (*unmap) (uintptr_t start, uintptr_t end))
{
  bool text_first = s->text.start < s->slots.start;
  unmap (base, s->all.start);
  unmap (text_first ? s->text.end : s->slots.end,
         text_first ? s->slots.start : s->text.start);
  unmap (s->all.end, base + size);
}

#endif

#ifdef __ELF__

#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file that the trampolines were loaded from, as the dynamic linker
   calls it, and where they are in it.  */
struct origin
{
  const char *path;
  size_t offset;
};

static int
find_origin (struct dl_phdr_info *info, size_t size, void *data)
{
  struct origin *origin = data;
  (void) size;
  for (int i = 0; i < info->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *p = &info->dlpi_phdr[i];
      uintptr_t at
        = (uintptr_t) ffi_tramp_text - (info->dlpi_addr + p->p_vaddr);
      if (p->p_type == PT_LOAD && at < p->p_filesz)
        {
          *origin = (struct origin) { info->dlpi_name, p->p_offset + at };
          return 1;
        }
    }
  return 0;
}

/* Opens PATH if it can hold SIZE bytes of trampolines at OFFSET.  A name
   that depends on the current directory may by now mean another's file,
   which its owner could change later: such a file must be the user's own or
   the system's.  */
static int
open_origin (const char *path, size_t offset, size_t size)
{
  struct stat st;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return -1;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode)
      && (uintmax_t) st.st_size >= (uintmax_t) offset + size
      && (*path == '/' || st.st_uid == 0 || st.st_uid == geteuid ()))
    return fd;
  close (fd);
  return -1;
}

static bool
map_text_as (int prot, const struct pages *text, int fd, size_t offset)
{
  return mmap ((void *) text->start, text->end - text->start, prot,
               MAP_PRIVATE | MAP_FIXED, fd, (off_t) offset) != MAP_FAILED;
}

/* Guarded if the system will have it.  */
static bool
map_text (const struct pages *text, int fd, size_t offset)
{
  const int prot = PROT_READ | PROT_EXEC;
  return map_text_as (prot | FFI_TRAMP_PROT, text, fd, offset)
         || (FFI_TRAMP_PROT != 0 && map_text_as (prot, text, fd, offset));
}

static void
unmap (uintptr_t start, uintptr_t end)
{
  if (start < end)
    munmap ((void *) start, end - start);
}

/* Maps the text in FD at OFFSET, and slots, as far from each other as the
   first unit's.  Returns the slots' address, 0 if that fails or the text is
   not the same.  */
static uintptr_t
map_unit (int fd, size_t offset, size_t page)
{
  struct shape s = first_shape (page);
  size_t size = shape_size (&s);
  size_t before = (uintptr_t) ffi_tramp_text - s.text.start;
  if (offset < before || (offset - before) % page != 0)
    return 0;
  void *range = mmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (range == MAP_FAILED)
    return 0;
  uintptr_t slots = shape_move (&s, (uintptr_t) range)
                    + (uintptr_t) ffi_tramp_slots;
  if (!map_text (&s.text, fd, offset - before)
      || memcmp ((char *) s.text.start + before, ffi_tramp_text,
                 FFI_UNIT_TEXT) != 0
      || mprotect ((void *) s.slots.start, s.slots.end - s.slots.start,
                   PROT_READ | PROT_WRITE) != 0
      || !ffi_unit_add (slots))
    {
      munmap (range, size);
      return 0;
    }
  shape_trim (&s, (uintptr_t) range, size, unmap);
  return slots;
}

char *
ffi_unit_map (void)
{
  struct origin origin = { NULL, 0 };
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  dl_iterate_phdr (find_origin, &origin);
  if (origin.path == NULL)
    return NULL;
  /* The main program's name is empty, or not to be found from here.  */
  const char *path[] = { origin.path, "/proc/self/exe" };
  for (int i = 0; i < 2; i++)
    {
      int fd = open_origin (path[i], origin.offset, FFI_UNIT_TEXT);
      if (fd < 0)
        continue;
      uintptr_t slots = map_unit (fd, origin.offset, page);
      close (fd);
      if (slots != 0)
        return (char *) slots;
    }
  return NULL;
}

#elif defined __APPLE__

#include <mach/mach.h>

static void
unmap (uintptr_t start, uintptr_t end)
{
  if (start < end)
    vm_deallocate (mach_task_self (), start, end - start);
}

/* Puts the running text's pages at AT, over what is reserved there.  Code
   signing stays with the pages: they are the same, seen at one more address.  */
static bool
map_text (vm_address_t at, vm_size_t size, vm_address_t text)
{
  vm_prot_t now = 0, most = 0;
  return vm_remap (mach_task_self (), &at, size, 0,
                   VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE, mach_task_self (),
                   text, FALSE, &now, &most, VM_INHERIT_SHARE)
           == KERN_SUCCESS
         && (now & (VM_PROT_READ | VM_PROT_EXECUTE | VM_PROT_WRITE))
              == (VM_PROT_READ | VM_PROT_EXECUTE);
}

char *
ffi_unit_map (void)
{
  struct shape s = first_shape (vm_page_size);
  vm_address_t text = s.text.start, range = 0;
  vm_size_t size = shape_size (&s);
  if (vm_allocate (mach_task_self (), &range, size, VM_FLAGS_ANYWHERE)
      != KERN_SUCCESS)
    return NULL;
  uintptr_t slots = shape_move (&s, range) + (uintptr_t) ffi_tramp_slots;
  if (!map_text (s.text.start, s.text.end - s.text.start, text)
      || !ffi_unit_add (slots))
    {
      vm_deallocate (mach_task_self (), range, size);
      return NULL;
    }
  shape_trim (&s, range, size, unmap);
  return (char *) slots;
}

#elif defined _WIN32

#include <stdlib.h>
#include <windows.h>

_Static_assert (FFI_TRAMP_SPAN_LOG2 <= 16, "views begin at 64 KiB");

/* The file that MODULE was loaded from, or INVALID_HANDLE_VALUE.  */
static HANDLE
open_module (HMODULE module)
{
  const DWORD room = 32768;
  HANDLE file = INVALID_HANDLE_VALUE;
  wchar_t *path = malloc (room * sizeof *path);
  DWORD n = path ? GetModuleFileNameW (module, path, room) : 0;
  if (n > 0 && n < room)
    file = CreateFileW (path, GENERIC_READ,
                        FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
                        OPEN_EXISTING, 0, NULL);
  free (path);
  return file;
}

/* A view of FILE as an image, which nothing is done to but what its sections
   say: no relocation, no initialization.  */
static char *
map_image (HANDLE file)
{
  HANDLE section = CreateFileMappingW (file, NULL, PAGE_READONLY | SEC_IMAGE,
                                       0, 0, NULL);
  if (section == NULL)
    return NULL;
  char *image = MapViewOfFile (section, FILE_MAP_READ, 0, 0, 0);
  CloseHandle (section);
  return image;
}

/* Whether TEXT is a unit's: executable, not writable, the same code.  */
static bool
is_text (const char *text)
{
  MEMORY_BASIC_INFORMATION info;
  return VirtualQuery (text, &info, sizeof info) == sizeof info
         && info.Protect == PAGE_EXECUTE_READ
         && text + FFI_UNIT_TEXT
              <= (char *) info.BaseAddress + info.RegionSize
         && memcmp (text, ffi_tramp_text, FFI_UNIT_TEXT) == 0;
}

/* Maps the library, or the program that it is part of, once more: sections
   are as far from each other as those of the first image.  That asks for no
   right to make code, so that processes which forbid themselves dynamic code
   may do it.  */
char *
ffi_unit_map (void)
{
  HMODULE module;
  if (!GetModuleHandleExW (GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS
                           | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                           (LPCWSTR) (const void *) ffi_tramp_text, &module))
    return NULL;
  HANDLE file = open_module (module);
  if (file == INVALID_HANDLE_VALUE)
    return NULL;
  char *image = map_image (file);
  CloseHandle (file);
  if (image == NULL)
    return NULL;
  uintptr_t move = (uintptr_t) image - (uintptr_t) module;
  uintptr_t slots = (uintptr_t) ffi_tramp_slots + move;
  if (is_text ((char *) ((uintptr_t) ffi_tramp_text + move))
      && ffi_unit_add (slots))
    return (char *) slots;
  UnmapViewOfFile (image);
  return NULL;
}

#else

/* There is the first unit only.  */
char *
ffi_unit_map (void)
{
  return NULL;
}

#endif

#endif

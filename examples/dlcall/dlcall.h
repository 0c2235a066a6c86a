/* SPDX-License-Identifier: MIT */
/* dlcall: calls a function of a shared library from a C prototype and
   arguments in text.  The parts, from the bottom:

   job.c     memory, and the one way out on an error
   model.c   the sizes of C's basic types, on this machine and on others
   type.c    types, and their descriptions for the library (ffi_type)
   spec.c    "unsigned long", "struct {int x;}" -> type
   proto.c   declarators and prototypes -> function type
   number.c  the text of integers, characters and floating-point numbers
   value.c   the text of an argument -> the bytes of its type
   print.c   the bytes of a type -> text
   call.c    one call
   list.c    --list: qsort with a callback
   explain.c --explain: where arguments travel, in words
   draw.c    --svg: the same as a picture
   main.c    options

   Only call.c, list.c, explain.c and main.c call the library.  */
#ifndef DLCALL_H
#define DLCALL_H

#include <ffi.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The formats are those of C, also where the system's own printf differs.  */
#ifdef __MINGW_PRINTF_FORMAT
# define PRINTF_LIKE(text, first) \
  __attribute__ ((format (__MINGW_PRINTF_FORMAT, text, first)))
#elif defined __GNUC__
# define PRINTF_LIKE(text, first) \
  __attribute__ ((format (printf, text, first)))
#else
# define PRINTF_LIKE(text, first)
#endif

/* ---- job.c ----------------------------------------------------------- */

/* One run.  All memory belongs to it, so that an error can leave from any
   depth: job_fail jumps to where the job was started.  */
struct job
{
  struct block *blocks;
  jmp_buf on_error;
  unsigned argument;    /* being read, from 1; 0: none */
  char message[400];    /* of the error */
};

/* SIZE bytes of zeros, aligned to ALIGN (0: for any basic type), that live
   until job_end.  */
void *job_alloc (struct job *job, size_t size, size_t align);
/* A copy of TEXT[0..LENGTH) with a 0 after it.  */
char *job_copy (struct job *job, const char *text, size_t length);
_Noreturn void job_fail (struct job *job, const char *format, ...)
  PRINTF_LIKE (2, 3)
  ;
void job_end (struct job *job);

/* ---- model.c --------------------------------------------------------- */

enum basic
{
  B_VOID, B_BOOL, B_CHAR, B_SHORT, B_INT, B_LONG, B_LLONG, B_INT128,
  B_FLOAT, B_DOUBLE, B_LDOUBLE, B_POINTER, B_WCHAR, B_TIME,
  B_COUNT
};

/* The C types of a platform: bytes, and alignment as a struct's member.  */
struct model
{
  const char *name;
  struct { unsigned char size, align; } of[B_COUNT];  /* size 0: no such */
  bool char_unsigned, wchar_unsigned;
};

extern const struct model host_model;
/* The model called NAME ("lp64", ...), or NULL.  */
const struct model *model_named (const char *name);
/* The model of the platform of the library's ABI of that name, or NULL.  */
const struct model *model_of_abi (const char *abi);

/* ---- type.c ---------------------------------------------------------- */

enum kind
{
  K_VOID, K_BOOL, K_INT, K_FLOAT, K_COMPLEX, K_POINTER,
  K_ARRAY, K_VECTOR,    /* COUNT of OF */
  K_STRUCT, K_UNION,
  K_FUNCTION            /* result OF, parameters in MEMBER */
};

struct type
{
  enum kind kind;
  size_t size, align;   /* 0: incomplete */
  bool is_signed, is_const, variadic;
  bool is_char;         /* plain char */
  const char *name;     /* for messages */
  struct type *of;      /* pointee, element, real type, result */
  size_t count;         /* elements, members or parameters */
  struct member *member;
  ffi_type *described;  /* by type_describe */
};

struct member
{
  const char *name;     /* NULL: none */
  struct type *type;
  size_t offset;
};

enum { MAX_DEPTH = 60, MAX_ELEMENTS = 65536, MAX_BYTES = 1 << 20 };

struct type *type_new (struct job *job, enum kind kind, size_t size,
                       size_t align, const char *name);
struct type *type_pointer (struct job *job, const struct model *model,
                           struct type *to);
/* Computes offsets, size and alignment of the struct or union TYPE.  */
void type_layout (struct type *type, bool packed);
/* TYPE's description for ffi_prep_cif.  Sizes are filled in: they are those
   of the data model, whichever machine this is.  */
ffi_type *type_describe (struct job *job, struct type *type);

/* ---- spec.c, proto.c ------------------------------------------------- */

enum token
{
  T_END, T_NAME, T_NUMBER, T_ELLIPSIS, T_OTHER  /* one character */
};

struct parser
{
  struct job *job;
  const struct model *model;
  const char *text;      /* the whole */
  const char *at;        /* the current token */
  size_t length;
  enum token token;
  unsigned depth;
  struct tag *tags;      /* structs and unions seen */
};

void parser_next (struct parser *p);
bool parser_is (const struct parser *p, const char *token);
bool parser_take (struct parser *p, const char *token);
void parser_expect (struct parser *p, const char *token);
/* Fails with the position of the current token.  */
_Noreturn void parser_fail (const struct parser *p, const char *format, ...)
  PRINTF_LIKE (2, 3)
  ;
void parser_enter (struct parser *p);   /* counts nesting */

/* "const unsigned long", "struct {...}", ...  */
struct type *parse_specifiers (struct parser *p);
bool parser_at_type (const struct parser *p);
/* What is declared of BASE: "*x[3]"; *NAME is NULL if it has none.  */
struct type *parse_declarator (struct parser *p, struct type *base,
                               const char **name);

/* The K_FUNCTION type, with its name, that TEXT declares for MODEL.  */
struct type *parse_prototype (struct job *job, const struct model *model,
                              const char *text);
/* The type that TEXT[0..LENGTH) names, or NULL: it names none.  */
struct type *parse_type_name (struct job *job, const struct model *model,
                              const char *text, size_t length);

/* ---- number.c -------------------------------------------------------- */

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;
#else
typedef unsigned long long wide;
#endif

struct span { const char *at, *end; };

/* An integer as written.  */
struct number
{
  bool negative, overflow;
  bool is_char;          /* 'c' */
  bool is_decimal, is_unsigned;
  unsigned longs;        /* l: 1, ll: 2 */
  wide magnitude;
};

struct span span_trim (struct span s);
bool span_equals (struct span s, const char *text);

/* Whether S is wholly an integer or a character constant.  */
bool number_scan (struct span s, struct number *number);
/* Stores the number S as TYPE, or fails: not a number, out of range.  */
void read_integer (struct job *job, const struct type *type, struct span s,
                   void *to);
void read_float (struct job *job, const struct type *type, struct span s,
                 void *to);
/* "1+2i", "2i", "1".  */
void read_complex (struct job *job, const struct type *type, struct span s,
                   void *to);
/* Whether S looks like a floating-point or complex constant.  SUFFIX gets
   its 'f', 'l' or 0.  */
bool float_scan (struct span s, char *suffix, bool *is_complex);

/* Reads one character, escaped or not, at *AT; -1 if its escape is none of
   C's.  */
int read_char (const char **at, const char *end);

/* The low SIZE bytes of V, in the machine's order.  */
void store_integer (void *to, size_t size, wide v);
wide load_integer (const void *from, size_t size, bool is_signed);

/* ---- value.c --------------------------------------------------------- */

/* Memory made for a pointer argument, shown after the call.  */
struct shown
{
  struct shown *next;
  unsigned argument;
  const struct type *type;
  const void *at;
};

struct values
{
  struct job *job;
  void *(*symbol) (void *library, const char *name);
  void *library;
  struct shown *shown;   /* in order of the arguments */
};

/* Stores the value TEXT, of TYPE, at TO.  */
void read_argument (struct values *v, const struct type *type,
                    const char *text, void *to);
/* The type that TEXT has as a variadic argument, after C's promotions.
   *VALUE is TEXT without its cast.  */
struct type *type_of_argument (struct values *v, const char *text,
                               const char **value);

/* ---- print.c --------------------------------------------------------- */

/* Strings are shown only if STRINGS: else pointers to them are.  */
void print_value (FILE *out, const struct type *type, const void *at,
                  bool strings);

/* ---- call.c, list.c, explain.c --------------------------------------- */

struct library;
/* NULL name: what the program itself has loaded.  */
struct library *library_open (struct job *job, const char *name);
void library_close (struct library *library);
void (*library_function (struct job *job, struct library *library,
                         const char *name)) (void);
void *library_symbol (void *library, const char *name);

/* Calls the function that TEXT declares in the library called NAME, and
   prints its result if PRINT.  */
void call_function (struct job *job, ffi_abi abi, const char *name,
                    const char *text, int argc, char **argv, bool print);
/* Prints the lines of the file called NAME in order.  */
void sort_lines (struct job *job, const char *name);
/* Prints where the arguments and the result of the function that TEXT declares
   travel; draws it to the file SVG, if that is not NULL.  The ABI is any
   machine's if it has a NAME, else this machine's ABI.  */
void explain (struct job *job, const char *name, ffi_abi abi,
              const struct model *model, const char *text, const char *svg);
/* How a value travels; "": as in memory.  */
const char *how_text (const ffi_placement *p);

/* ---- draw.c ---------------------------------------------------------- */

/* Draws the placements P of the function that TEXT declares to the file
   NAME; WORD is a pointer's size.  */
void draw (struct job *job, const char *name, const char *text, size_t word,
           const ffi_description *d, const ffi_placement *p);

#endif

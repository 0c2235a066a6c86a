/* SPDX-License-Identifier: MIT */
/* dlcall: calls a function of a shared library from a C prototype and
   arguments in text.  The parts, from the bottom:

   job.c     memory, and the one way out on an error
   model.c   the sizes of C's basic types, on this machine and on others
   type.c    types, and their descriptions for the library (ffi_type)
   known.c   the types that headers of C and POSIX define
   scope.c   the names that C text has declared
   token.c   C text -> tokens
   spec.c    "unsigned long", "struct {int x;}" -> type
   proto.c   declarators and declarations -> type
   number.c  the text of integers, characters and floating-point numbers
   value.c   the text of an argument -> the bytes of its type
   print.c   the bytes of a type -> text
   library.c shared libraries and their symbols
   death.c   what is said when the function dies
   call.c    one call
   list.c    --list: qsort with a callback
   explain.c --explain: where arguments travel, in words
   draw.c    --svg: the same as a picture
   shell.c   -i: line after line
   main.c    options

   Only type.c, call.c, list.c, explain.c and main.c call libffi.  */
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
  jmp_buf *on_error;
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

/* What __attribute__ says of a struct or union.  */
struct attributes
{
  bool packed, ms;
  size_t pack, aligned; /* bytes, 0 for none; PACK is #pragma pack's */
};

struct type
{
  enum kind kind;
  size_t size, align;   /* 0: incomplete */
  bool is_signed, is_const, variadic;
  bool is_char;         /* plain char */
  bool is_wide;         /* wchar_t */
  bool is_bfloat;       /* __bf16; any other of 2 bytes is _Float16 */
  const char *name;     /* for messages; of what is declared, its own */
  const char *symbol;   /* of what is declared, in the library */
  const struct constant *constants;   /* an enum's, the last one first */
  struct type *of;      /* pointee, element, real type, result */
  size_t count;         /* elements, members or parameters */
  struct member *member;
  struct attributes attributes;       /* a struct's or union's */
  ffi_type *described;  /* by type_describe */
};

struct member
{
  const char *name;     /* NULL: none */
  struct type *type;
  size_t offset;
  bool is_bits;
  unsigned width;       /* a bit-field's bits */
  size_t first_bit;     /* of the struct, in the order that fills bytes */
};

/* Whether M is a bit-field without a name, which has no value.  */
static inline bool
is_unnamed_bits (const struct member *m)
{
  return m->is_bits && m->name == NULL;
}

enum { MAX_DEPTH = 60, MAX_BYTES = 1 << 20 };

struct type *type_new (struct job *job, enum kind kind, size_t size,
                       size_t align, const char *name);
struct type *type_integer (struct job *job, const struct model *model,
                           enum basic basic, bool is_signed,
                           const char *name);
struct type *type_pointer (struct job *job, const struct model *model,
                           struct type *to);
/* A copy of TYPE that is const.  */
struct type *type_const (struct job *job, const struct type *type);
/* Computes offsets, size and alignment of the struct or union TYPE, which is of
   this machine or not.  Of another machine's with bit-fields it is a bound:
   the library lays those out when a signature is described.  */
void type_layout (struct job *job, struct type *type, bool is_host);
/* TYPE's description for ffi_prep_cif.  Scalars have the sizes of the data
   model, whichever machine this is; the library lays out the rest.  */
ffi_type *type_describe (struct job *job, struct type *type);

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
/* Stores the number that TEXT starts with as TYPE; *END is behind it.  Returns
   whether it fits.  */
bool store_float (const struct type *type, const char *text, char **end,
                  void *to);
long double load_float (const struct type *type, const void *at);
/* "1+2i", "2i", "1".  */
void read_complex (struct job *job, const struct type *type, struct span s,
                   void *to);
/* Whether S looks like a floating-point or complex constant.  SUFFIX gets
   its 'f', 'l' or 0.  */
bool float_scan (struct span s, char *suffix, bool *is_complex);

/* The next character of the UTF-8 text *AT, which is moved on.  A byte that is
   none of UTF-8's counts as a character of Latin-1.  */
unsigned long utf8_next (char **at);

/* Reads one character, escaped or not, at *AT; -1 if its escape is none of
   C's.  */
int read_char (const char **at, const char *end);

/* The low SIZE bytes of V, in the machine's order.  */
void store_integer (void *to, size_t size, wide v);
wide load_integer (const void *from, size_t size, bool is_signed);
/* The bit-field M of the struct AT.  */
void store_bits (char *at, const struct member *m, wide v);
wide load_bits (const char *at, const struct member *m);

/* ---- known.c, scope.c ------------------------------------------------ */

/* The type called NAME ("off_t", "struct in_addr") by C's or POSIX's headers,
   or NULL.  */
struct type *known_type (struct job *job, const struct model *model,
                         const char *name);

struct named
{
  struct named *next;
  const char *name;
  struct type *type;
};

/* A value of an enum.  */
struct constant
{
  struct constant *next, *next_in_enum;
  const char *name;
  long long value;
};

/* What C text has declared, the last one first.  */
struct scope
{
  struct named *names;       /* typedefs */
  struct named *tags;        /* structs and unions */
  struct named *enums;
  struct named *declared;    /* functions and variables */
  struct constant *constants;
};

struct named *scope_find (struct named *list, const char *name,
                          size_t length);
/* Adds NAME[0..LENGTH), which is copied; returns TYPE.  */
struct type *scope_add (struct job *job, struct named **list,
                        const char *name, size_t length, struct type *type);
const struct constant *scope_constant (const struct scope *scope,
                                       struct span name);

/* ---- token.c, spec.c, proto.c ---------------------------------------- */

enum token
{
  T_END, T_NAME, T_NUMBER, T_ELLIPSIS, T_OTHER  /* one character */
};

struct parser
{
  struct job *job;
  const struct model *model;
  struct scope *scope;
  const char *text;      /* the whole */
  const char *at;        /* the current token */
  size_t length;
  enum token token;
  unsigned depth;
  unsigned lists;        /* of parameters, one in the other */
  size_t pack[16];       /* what #pragma pack has pushed, */
  unsigned packs;        /* and how much; the last one counts */
  bool is_typedef;       /* the last specifiers said so */
  bool is_parameter;     /* the next array is a pointer */
};

void parser_next (struct parser *p);
bool parser_is (const struct parser *p, const char *token);
/* Whether the token is one of LIST, which ends with NULL.  */
bool parser_is_one (const struct parser *p, const char *const *list);
bool parser_take (struct parser *p, const char *token);
void parser_expect (struct parser *p, const char *token);
/* Moves behind the bracket that closes the one at P.  */
void parser_skip (struct parser *p);
/* Fails with the position of the current token.  */
_Noreturn void parser_fail (const struct parser *p, const char *format, ...)
  PRINTF_LIKE (2, 3)
  ;
void parser_enter (struct parser *p);   /* counts nesting */

/* "const unsigned long", "struct {...}", ...  */
struct type *parse_specifiers (struct parser *p);
bool parser_at_type (const struct parser *p);
bool parser_at_qualifier (const struct parser *p);
/* Takes attributes; those that would change where a value travels fail, but
   for a struct's and vector_size where OF_STRUCT and VECTOR are not NULL.  */
void parser_take_attributes (struct parser *p, struct attributes *of_struct,
                             size_t *vector);
/* What is declared of BASE: "*x[3]"; *NAME is NULL if it has none.  */
struct type *parse_declarator (struct parser *p, struct type *base,
                               const char **name);

/* Reads declarations into SCOPE.  Returns the last function (K_FUNCTION) or
   variable of TEXT, with its name, or NULL if it has none.  */
struct type *parse_declarations (struct job *job, const struct model *model,
                                 struct scope *scope, const char *text);
/* The same; what is declared last must be a function, or a pointer to one.  */
struct type *parse_prototype (struct job *job, const struct model *model,
                              struct scope *scope, const char *text);
/* The type that TEXT[0..LENGTH) names, or NULL: it names none.  SCOPE may be
   NULL.  */
struct type *parse_type_name (struct job *job, const struct model *model,
                              struct scope *scope, const char *text,
                              size_t length);

/* ---- value.c --------------------------------------------------------- */

/* Memory made for a pointer argument, shown after the call.  */
struct shown
{
  struct shown *next;
  unsigned argument;
  const struct type *type;
  const void *at;
};

/* A result that a shell keeps.  */
struct variable
{
  struct variable *next;
  const char *name;
  struct type *type;
  void *at;
};

/* The variable of LIST that NAME names, or NULL.  */
struct variable *variable_find (struct variable *list, struct span name);

struct values
{
  struct job *job;
  void *(*symbol) (void *library, const char *name);
  void *library;
  struct scope *scope;           /* may be NULL */
  struct variable *variables;    /* not NULL in a shell */
  struct shown *shown;           /* in order of the arguments */
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
/* The same for a result or a variable: what a pointer to a struct, or to a
   list of strings, points to is shown too.  */
void print_result (FILE *out, const struct type *type, const void *at);
bool float_is_finite (const struct type *type, const void *at);

/* ---- library.c ------------------------------------------------------- */

struct library;
/* NULL name: what the program itself has loaded.  */
struct library *library_open (struct job *job, const char *name);
void library_close (struct library *library);
void *library_symbol (void *library, const char *name);
/* These fail if there is no such symbol, or if it is the other of the two. */
void (*library_function (struct job *job, struct library *library,
                         const char *name)) (void);
void *library_variable (struct job *job, struct library *library,
                        const char *name);
/* Says that the LIBRARIES have no symbol NAME, and which is the nearest.  */
_Noreturn void library_fail (struct job *job, struct library **library,
                             int libraries, const char *name);
/* Calls VISIT with the names of the symbols, where they can be told.  */
void library_names (struct library *library,
                    void (*visit) (void *context, const char *name),
                    void *context);

/* ---- death.c --------------------------------------------------------- */

/* From now on a signal that ends the program is told in one line, as that of
   the FUNCTION.  NULL: no longer.  */
void death_watch (const char *function);

/* ---- call.c, list.c, explain.c --------------------------------------- */

/* Fails with what ffi_prep_cif_why tells.  */
_Noreturn void fail_why (struct job *job, unsigned argument, const char *why);

/* Calls the function that TEXT declares in the library called NAME, and
   prints its result if PRINT; or prints the variable that TEXT declares.  */
void call_function (struct job *job, ffi_abi abi, const char *name,
                    const char *text, int argc, char **argv, bool print);
/* The same for FUNCTION, declared as F; returns where its result is.  */
void *call_prepared (struct values *v, ffi_abi abi, void (*function) (void),
                     struct type *f, int argc, char **argv, bool print);
/* Prints the lines of the file called NAME in order.  */
void sort_lines (struct job *job, const char *name);
/* What --explain is asked for.  */
struct explanation
{
  const char *name;      /* of any machine's ABI; or NULL, */
  ffi_abi abi;           /* and one of this machine */
  const struct model *model;
  const char *text;      /* the prototype */
  int types;             /* of variadic arguments */
  char **type;
  const char *svg;       /* the file to draw to, or NULL */
};

/* Prints where the arguments and the result travel.  */
void explain (struct job *job, const struct explanation *what);
/* How a value travels; "": as in memory.  */
const char *how_text (const ffi_placement *p);

/* ---- draw.c ---------------------------------------------------------- */

/* What both the table and the picture show.  */
struct placements
{
  const char *text;              /* the prototype */
  size_t word;                   /* bytes of a pointer */
  const struct type *function;   /* its parameters' names */
  const ffi_description *d;
  const ffi_placement *p;
};

/* "argument 2 (name)", "argument 2", "result".  */
void placed_name (const struct placements *a, const ffi_placement *p,
                  char *text, size_t size);
/* Draws A to the file NAME.  */
void draw (struct job *job, const char *name, const struct placements *a);

/* ---- shell.c --------------------------------------------------------- */

/* Reads and does one line of standard input after the other, with the
   LIBRARIES open.  */
void run_shell (struct job *job, ffi_abi abi, int libraries, char **library);

#endif

/* SPDX-License-Identifier: MIT */
/* What a program asks of the system for memory, counted and made to fail: for
   programs that are linked with wrap.c and the options in wrap.flags.  */
#ifndef WRAP_H
#define WRAP_H

/* What is held: blocks of malloc's, bytes of mappings, open files.  */
struct held
{
  long blocks, bytes, files;
};

extern struct held wrap_held;

/* From now on the request of number N from here fails (0: none does) and, if
   AND_ALL, so do those after it.  */
void wrap_fail (unsigned long n, int and_all);

/* Ends that.  Returns how many requests there were.  */
unsigned long wrap_end (void);

#endif

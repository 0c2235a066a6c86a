/* SPDX-License-Identifier: MIT */
/* What a plug-in and host.c agree on.  A plug-in is a shared library that
   exports

     const struct plugin_function *plugin_start (void (*log) (const char *));

   It returns its functions, ending with one whose name is NULL, and may call
   LOG until it is unloaded.  The signature is a letter for the result and one
   for each argument: i int, d double, s const char *, v void.  So the plug-in
   exports plain C functions, and the host needs no wrapper for each.  */
#ifndef PLUGIN_H
#define PLUGIN_H

struct plugin_function
{
  const char *name;
  const char *signature;
  void (*function) (void);
};

#endif

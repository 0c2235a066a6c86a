/* SPDX-License-Identifier: MIT */
/* A plug-in for host.c.

     cc -shared -fPIC -o units.so units.c  */
#include "plugin.h"

#include <stddef.h>
#include <string.h>

static void (*log_line) (const char *);

static double
fahrenheit (double celsius)
{
  return celsius * 9 / 5 + 32;
}

static int
seconds (int hours, int minutes)
{
  return hours * 3600 + minutes * 60;
}

static const char *
ending (const char *name)
{
  const char *dot = strrchr (name, '.');
  if (dot == NULL)
    log_line ("a name without an ending");
  return dot ? dot + 1 : "";
}

static void
greet (const char *name)
{
  log_line (name);
}

static const struct plugin_function functions[] = {
  { "fahrenheit", "dd", (void (*) (void)) fahrenheit },
  { "seconds", "iii", (void (*) (void)) seconds },
  { "ending", "ss", (void (*) (void)) ending },
  { "greet", "vs", (void (*) (void)) greet },
  { NULL, NULL, NULL }
};

const struct plugin_function *
plugin_start (void (*log) (const char *))
{
  log_line = log;
  log ("ready");
  return functions;
}

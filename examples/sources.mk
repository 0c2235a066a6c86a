# SPDX-License-Identifier: MIT
# dlcall is installed; the other examples are only built.
bin_PROGRAMS += dlcall
dlcall_SOURCES = examples/dlcall/call.c examples/dlcall/death.c \
	examples/dlcall/dlcall.h examples/dlcall/draw.c \
	examples/dlcall/explain.c examples/dlcall/job.c \
	examples/dlcall/known.c examples/dlcall/library.c \
	examples/dlcall/list.c examples/dlcall/main.c \
	examples/dlcall/model.c examples/dlcall/number.c \
	examples/dlcall/print.c examples/dlcall/proto.c \
	examples/dlcall/scope.c examples/dlcall/shell.c \
	examples/dlcall/spec.c examples/dlcall/token.c \
	examples/dlcall/type.c examples/dlcall/value.c
dlcall_CPPFLAGS = $(AM_CPPFLAGS) $(editor_cppflags)
dlcall_LDADD = libffi.la $(DLOPEN_LIBS) $(EDITOR_LIBS)

noinst_PROGRAMS += examples/hello examples/sort examples/errors \
	examples/plans
examples_hello_LDADD = libffi.la
examples_sort_LDADD = libffi.la
examples_errors_LDADD = libffi.la
examples_plans_LDADD = libffi.la

if HAVE_DLOPEN
noinst_PROGRAMS += examples/binding examples/stack examples/plugin/host
examples_binding_LDADD = libffi.la $(DLOPEN_LIBS)
examples_stack_LDADD = libffi.la $(DLOPEN_LIBS)
examples_plugin_host_SOURCES = examples/plugin/host.c \
	examples/plugin/plugin.h
examples_plugin_host_LDADD = libffi.la $(DLOPEN_LIBS)
endif

# SPDX-License-Identifier: MIT
dist_man_MANS += doc/man/dlcall.1 doc/man/ffi.3 doc/man/ffi_call.3 \
	doc/man/ffi_call_go.3 doc/man/ffi_call_plan_alloc.3 \
	doc/man/ffi_call_plan_free.3 doc/man/ffi_call_plan_invoke.3 \
	doc/man/ffi_call_plan_size.3 doc/man/ffi_closure_alloc.3 \
	doc/man/ffi_closure_free.3 doc/man/ffi_describe.3 \
	doc/man/ffi_describe_abi.3 doc/man/ffi_describe_abi_name.3 \
	doc/man/ffi_describe_abi_var.3 \
	doc/man/ffi_get_closure_size.3 \
	doc/man/ffi_get_default_abi.3 doc/man/ffi_get_struct_offsets.3 \
	doc/man/ffi_get_version.3 doc/man/ffi_get_version_number.3 \
	doc/man/ffi_java_ptrarray_to_raw.3 doc/man/ffi_java_raw_call.3 \
	doc/man/ffi_java_raw_size.3 doc/man/ffi_java_raw_to_ptrarray.3 \
	doc/man/ffi_prep_cif.3 doc/man/ffi_prep_cif_var.3 \
	doc/man/ffi_prep_closure.3 doc/man/ffi_prep_closure_loc.3 \
	doc/man/ffi_prep_go_closure.3 doc/man/ffi_prep_java_raw_closure.3 \
	doc/man/ffi_prep_java_raw_closure_loc.3 doc/man/ffi_prep_raw_closure.3 \
	doc/man/ffi_prep_raw_closure_loc.3 doc/man/ffi_ptrarray_to_raw.3 \
	doc/man/ffi_raw_call.3 doc/man/ffi_raw_size.3 \
	doc/man/ffi_raw_to_ptrarray.3

# The manual.  Rules of our own, since those of info_TEXINFOS would need
# makeinfo for every build and write to the source folder.
if BUILD_DOCS
manualdir = $(infodir)
manual_DATA = doc/libffi.info
endif

texinfo = $(srcdir)/doc/libffi.texi

doc/libffi.info: doc/libffi.texi
	$(AM_V_GEN)$(MKDIR_P) doc && $(MAKEINFO_FOUND) \
	  -D 'VERSION $(PACKAGE_VERSION)' $(texinfo) -o $@

html-local: doc/libffi.texi
	$(AM_V_GEN)$(MKDIR_P) doc && $(MAKEINFO_FOUND) --html --no-split \
	  -D 'VERSION $(PACKAGE_VERSION)' $(texinfo) -o doc/libffi.html

pdf-local: doc/libffi.texi
	$(AM_V_GEN)$(MKDIR_P) doc && texi2pdf --quiet --clean \
	  --command='@set VERSION $(PACKAGE_VERSION)' $(texinfo) \
	  -o doc/libffi.pdf >/dev/null

CLEANFILES += doc/libffi.info doc/libffi.html doc/libffi.pdf

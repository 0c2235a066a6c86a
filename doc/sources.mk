# SPDX-License-Identifier: MIT
dist_man_MANS += doc/man/dlcall.1 doc/man/ffi.3 doc/man/ffi_call.3 \
	doc/man/ffi_call_exact.3 doc/man/ffi_call_go.3 \
	doc/man/ffi_call_plan_alloc.3 doc/man/ffi_call_plan_alloc_exact.3 \
	doc/man/ffi_call_plan_free.3 doc/man/ffi_call_plan_invoke.3 \
	doc/man/ffi_call_plan_size.3 doc/man/ffi_closure_alloc.3 \
	doc/man/ffi_closure_free.3 doc/man/ffi_describe.3 \
	doc/man/ffi_describe_abi.3 doc/man/ffi_describe_abi_name.3 \
	doc/man/ffi_describe_abi_var.3 \
	doc/man/ffi_get_closure_size.3 \
	doc/man/ffi_get_default_abi.3 doc/man/ffi_get_member.3 \
	doc/man/ffi_get_struct_offsets.3 \
	doc/man/ffi_get_version.3 doc/man/ffi_get_version_number.3 \
	doc/man/ffi_java_ptrarray_to_raw.3 doc/man/ffi_java_raw_call.3 \
	doc/man/ffi_java_raw_size.3 doc/man/ffi_java_raw_to_ptrarray.3 \
	doc/man/ffi_prep_cif.3 doc/man/ffi_prep_cif_var.3 \
	doc/man/ffi_prep_cif_why.3 \
	doc/man/ffi_prep_closure.3 doc/man/ffi_prep_closure_exact.3 \
	doc/man/ffi_prep_closure_loc.3 \
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
texinfo_files = doc/libffi.texi doc/cookbook.texi doc/pictures.texi

doc/libffi.info: $(texinfo_files)
	$(AM_V_GEN)$(MKDIR_P) doc && $(MAKEINFO_FOUND) \
	  -D 'VERSION $(PACKAGE_VERSION)' $(texinfo) -o $@

html-local: $(texinfo_files) doc/pictures/stamp
	$(AM_V_GEN)$(MKDIR_P) doc && $(MAKEINFO_FOUND) --html --no-split \
	  -D 'VERSION $(PACKAGE_VERSION)' $(texinfo) -o doc/libffi.html

pdf-local: $(texinfo_files) doc/pictures/stamp
	$(AM_V_GEN)cd doc && for svg in pictures/*.svg; do \
	    rsvg-convert -f pdf -o "$${svg%.svg}.pdf" "$$svg" || exit 1; done && \
	  texi2pdf --quiet --clean \
	  --command='@set VERSION $(PACKAGE_VERSION)' -I . \
	  $(abs_top_srcdir)/doc/libffi.texi -o libffi.pdf >/dev/null

# The pictures of conventions, made by dlcall where the built one can run.
pictures = x86_64-sysv win64 i386-linux-cdecl aarch64 aarch64-apple riscv-lp64d mips-o32 mips-n64
signature = struct {double x; long n;} f (char c, int i, double d, \
	struct {float x, y;} p, struct {long a[3];} big, long j, long k, \
	long l, long m, float g)

doc/pictures/stamp: dlcall$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) doc/pictures && for abi in $(pictures); do \
	  $(with_emulator) ./dlcall$(EXEEXT) --abi $$abi \
	    --svg doc/pictures/$$abi.svg --explain '$(signature)' >/dev/null || \
	    echo "no picture of $$abi: dlcall does not run here"; \
	  done && touch $@

CLEANFILES += doc/libffi.info doc/libffi.html doc/libffi.pdf

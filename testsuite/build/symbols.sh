# SPDX-License-Identifier: MIT
# The shared library's name, its exported symbols and their versions, against
# the list that compatibility with libffi 3.8 demands.
test "$SHARED" = 1 || { echo "no shared library"; exit 77; }
library=$BUILD/.libs/libffi.so
test -e "$library" || { echo "no ELF library"; exit 77; }
test "$READELF" != no || { echo "no readelf"; exit 77; }

$READELF -dW "$library" | grep -q 'SONAME.*\[libffi\.so\.8\]' || {
  echo "not libffi.so.8"
  exit 1
}

# What the target has, by the compiler's word.
has ()
{
  printf '#include <ffi.h>\n#if %s\nyes_it_has\n#endif\n' "$1" |
    $CC $CFLAGS -DLIBFFI_ASM -I"$SRC/include" -E -x c - |
    grep -q yes_it_has
}

node ()
{
  version=$1
  shift
  for symbol; do
    echo "$symbol@@$version"
  done
}

{
  node LIBFFI_BASE_8.0 ffi_call ffi_prep_cif ffi_prep_cif_var \
    ffi_get_struct_offsets
  for type in void uint8 sint8 uint16 sint16 uint32 sint32 uint64 sint64 \
      float double longdouble pointer; do
    node LIBFFI_BASE_8.0 ffi_type_$type
  done
  node LIBFFI_BASE_8.1 ffi_get_version ffi_get_version_number \
    ffi_get_default_abi ffi_get_closure_size
  node LIBFFI_CALL_PLAN_8.4 ffi_call_plan_alloc ffi_call_plan_invoke \
    ffi_call_plan_free
  node LIBFFI_CALL_PLAN_8.5 ffi_call_plan_size
  node LIBFFI_CLOSURE_8.0 ffi_closure_alloc ffi_closure_free \
    ffi_prep_closure ffi_prep_closure_loc
  node LIBFFI_GO_CLOSURE_8.0 ffi_call_go ffi_prep_go_closure
  if has 'defined FFI_TARGET_HAS_COMPLEX_TYPE'; then
    node LIBFFI_COMPLEX_8.0 ffi_type_complex_float ffi_type_complex_double \
      ffi_type_complex_longdouble
  fi
  if has 'defined FFI_TARGET_HAS_INT128'; then
    node LIBFFI_INT128_8.3 ffi_type_sint128 ffi_type_uint128
  fi
  if has '!defined FFI_NO_RAW_API'; then
    node LIBFFI_BASE_8.0 ffi_raw_call ffi_ptrarray_to_raw \
      ffi_raw_to_ptrarray ffi_raw_size ffi_java_ptrarray_to_raw \
      ffi_java_raw_to_ptrarray ffi_java_raw_size
    node LIBFFI_CLOSURE_8.0 ffi_prep_raw_closure ffi_prep_raw_closure_loc
    if has '!FFI_NATIVE_RAW_API'; then
      node LIBFFI_BASE_8.0 ffi_java_raw_call
      node LIBFFI_CLOSURE_8.0 ffi_prep_java_raw_closure \
        ffi_prep_java_raw_closure_loc
    fi
  fi
} | sort >expected

# Our own additions are in a node of their own, and are left aside.  PowerPC has
# a remark in brackets before the section.
$READELF --dyn-syms -W "$library" | sed 's/\[<.*\] / /' |
  awk '$7 ~ /^[0-9]+$/ && $5 != "LOCAL" {
         print $8 }' |
  grep -v '@@LIBFFI_PLUS_' | grep -v '^LIBFFI_' | sort >got
diff expected got >difference || {
  cat difference
  echo "symbols differ"
  exit 1
}

# The nodes' parents.
$READELF -VW "$library" | awk '
  /Name: / { for (i = 1; i < NF; i++) if ($i == "Name:") name = $(i + 1) }
  /Parent 1: / { print name, $NF }' | sort >parents
for pair in "BASE_8.1 BASE_8.0" "CALL_PLAN_8.4 BASE_8.1" \
    "CALL_PLAN_8.5 CALL_PLAN_8.4" "CLOSURE_8.0 BASE_8.0" \
    "GO_CLOSURE_8.0 CLOSURE_8.0"; do
  set -- $pair
  grep -qx "LIBFFI_$1 LIBFFI_$2" parents || {
    cat parents
    echo "LIBFFI_$1 is no heir of LIBFFI_$2"
    exit 1
  }
done

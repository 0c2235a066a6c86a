# SPDX-License-Identifier: MIT
# Every type, both ways, against compiled functions.
. "$SRC/testsuite/dlcall/lib/common"
test_library || exit 1

calls () { expected=$1; shift; prints "$expected" "$functions" "$@"; }

calls -128 'int8_t add_i8(int8_t)' -127
calls 255 'uint8_t add_u8(unsigned char)' 0xfe
calls 98 'uint8_t add_u8(uint8_t)' "'a'"
calls 0 'uint8_t add_u8(uint8_t)' "'\\xff'"
calls -32768 'int16_t add_i16(short)' -32767
calls 65535 'unsigned short int add_u16(uint16_t)' 65534
calls -2147483648 'int add_i32(signed)' -2147483647
if defined __CHAR_UNSIGNED__; then
  calls 254 'int add_i32(int)' "'\\xff'"
else
  calls -2 'int add_i32(int)' "'\\xff'"
fi
calls 4294967295 'unsigned add_u32(unsigned int)' 0xfffffffeu
calls -9223372036854775808 'int64_t add_i64(long long int)' \
  -9223372036854775807
calls 18446744073709551615 'uint64_t add_u64(long unsigned long)' \
  18446744073709551614ull
calls 7 'long add_long(long)' 010L
calls 6 'unsigned long add_ulong(unsigned long int)' 0b101
calls 43 'size_t add_size(size_t)' 42
calls 66 'wchar_t add_wchar(wchar_t)' 65
calls "'b'" 'char add_char(char)' "'a'"
calls "'\\n'" 'char add_char(char)' "'\\t'"
calls true 'bool not_bool(_Bool)' 0
calls false 'bool not_bool(bool b)' true
if defined __SIZEOF_INT128__; then
  calls -170141183460469231731687303715884105727 \
    '__int128 neg_i128(int, __int128)' 1 \
    170141183460469231731687303715884105727
  calls 170141183460469231731687303715884105726 \
    '__int128_t neg_i128(int, signed __int128)' 2 \
    -85070591730234615865843651857942052863
  calls 340282366920938463463374607431768211455 \
    'unsigned __int128 add_u128(__uint128_t)' \
    0xfffffffffffffffffffffffffffffffe
fi

calls 0.75 'float mul_float(float, float)' 1.5f .5
calls -0.30000000000000004 'double mul_double(double, double)' -0.1 3e0
calls 2.25 'long double mul_ldouble(long double, long double)' 1.5L 1.5
calls '-5 + 10i' 'float complex mul_cfloat(float _Complex, float complex)' \
  1+2i 3+4i
calls '0 - 6i' \
  'double _Complex mul_cdouble(double _Complex, _Complex double)' 3 -2i
calls '-4 + 0i' 'long double _Complex mul_cldouble(
   long double _Complex, complex long double)' 2i '2*I'

calls '{x = 2, y = 1}' 'struct p {int x, y;} swap(struct p)' '{1, 2}'
calls '{x = 2, y = 1}' 'struct p {int x; int y;} swap(struct p)' \
  '{ .y = 2, .x = 1, }'
calls '{x = 0, y = 1}' 'struct p {int x; int y;} swap(struct p)' '{1}'
calls '{d = 4.5, in = {s = {1, 4, 3}, name = "John"}, b = false, l = -7}' \
  'struct o {double d; struct in {short s[3]; char name[6];} in; bool b;
             long l;} change(struct o, int)' \
  '{1.5, {{1, 2, 3}, "john"}, true, .l = 7}' 3
calls '{f = 4.5, c = '"'b'"'}' \
  'struct m {float f; char c;} mix(struct m a, double d)' "{2.5, 'a'}" 2
calls '{v = {{4, 5, 6}, {1, 0, 3}}}' \
  'struct g {int v[2][3];} transpose(struct g)' \
  '{{{1, [2] = 3}, {4, 5, 6}}}'
calls '{i = 1065353217, f = 1.0000001}' \
  'union w {int i; float f;} next(union w)' '{.f = 1}'
calls 21 'double sum_halves(union {double d[2]; char c;})' '{{1, 2}}'
if big_endian; then
  byte=@
else
  byte='\000'
fi
calls "{d = {2, 1}, c = '$byte'}" \
  'union h {double d[2]; char c;} swap_halves(union h)' '{{1, 2}}'
calls "{c = 'b', i = 999}" \
  'struct r {char c; int i;} __attribute__((packed)) bump(struct r)' \
  "{'a', 1000}"
bits='struct bits {unsigned a : 3, : 4, b : 13; long long c : 40; _Bool d : 1;
  unsigned : 0; signed e : 5; float x;}'
calls '{a = 2, b = 8191, c = -6, d = false, e = 15, x = 1.5}' \
  "$bits bump_bits(struct bits)" '{1, 8190, -5, true, -16, 0.5}'
calls '{a = 0, b = 1, c = -1, d = true, e = 14, x = 1}' \
  "$bits bump_bits(struct bits)" '{.a = 7, .e = 15}'
calls "{c = '\\006', i = -14, s = {2, 4, 6}}" \
  'struct __attribute__((packed, aligned (4))) entry {char c; int i : 20;
   short s[3];} double_entry(int, struct entry)' 2 '{3, -7, {1, 2, 3}}'
calls 107 'int sum_page(struct page {char byte[4096]; int n;})' \
  '{.n = 10, .byte = "a"}'
# Floats of two bytes.  clang makes variadic ones doubles on Apple's arm64.
if defined __FLT16_MANT_DIG__ && in_header FFI_TARGET_HAS_FLOAT16; then
  calls 2.5 '_Float16 next_half(_Float16)' 1.5
  calls 0.3335 '_Float16 next_half(_Float16)' -0.66666
  calls 65504 '_Float16 next_half(_Float16)' 65500
  calls inf '_Float16 next_half(_Float16)' inf
  calls '-5 + 10i' '_Float16 _Complex
    mul_chalf(_Float16 _Complex, _Complex _Float16)' 1+2i 3+4i
  calls '{6, 7, 8, 4}' '_Float16 __attribute__((vector_size(8)))
    add_half4(_Float16 __attribute__((vector_size(8))),
              _Float16 __attribute__((vector_size(8))))' '{1,2,3,4}' '{5,5,5}'
  calls "{c = 'b', h = {6e-08, -1, 10000}}" \
    'struct s {char c; _Float16 h[3];} scale(struct s, _Float16)' \
    "{'a', {1.2e-7, -2, 20000}}" 0.5
  defined __APPLE__ ||
    calls 107.5 'double mixed_half(int, ...)' 1 '(_Float16) 7.5' 100.0
  # A number in the middle of two is the one whose last bit is 0.
  calls 1 '_Float16 same_half(_Float16)' 1.00048828125
  calls 1.002 '_Float16 same_half(_Float16)' 1.00146484375
  refuses 'argument 1: 65520 does not fit _Float16' "$functions" \
    '_Float16 next_half(_Float16)' 65520
  refuses "'1.5i' is not a number" "$functions" \
    '_Float16 next_half(_Float16)' 1.5i
fi
if grep -q second "$functions"; then
  calls -0.3 '__bf16 second(struct {__bf16 a, b;}, int, __bf16)' '{1, -0.3}' 1 0
  calls 3e+38 '__bf16 second(struct {__bf16 a, b;}, int, __bf16)' '{1, 0}' 0 3e38
fi
if ! in_header FFI_TARGET_HAS_FLOAT16; then
  refuses 'argument 2: functions of this ABI have no floats of two bytes' \
    "$functions" 'int sum(int, _Float16)' 1 1
fi
if defined __SSE__ || defined __aarch64__; then
  calls '{6, 7, 8, 4}' 'float __attribute__((vector_size(16)))
    add_lanes(float __attribute__((vector_size(16))),
              float __attribute__((vector_size(16))))' '{1,2,3,4}' '{5,5,5}'
fi

calls 1 'int is_null(void *)' NULL
calls 0 'int is_null(const void *)' 0x10
calls 6 'int sum(const int *, int)' '{1, 2, 3}' 3
calls 6 'int sum(const int v[], int n)' '{1, 2, 3}' 3
calls '5
argument 1 -> {"ab", "c,d", NULL}' 'int total_length(char **)' \
  '{ab, "c,d", NULL}'
calls 42 'int apply(int (*f)(int), int)' '&twice' 21
calls 42 'int apply(int (int), int)' '&twice' 21
calls '"a\tb \"c\" \\\001"' 'const char *text(void)'
calls NULL 'char *nothing()'
calls 'argument 1 -> {x = 3, y = 4}' 'void fill(struct {int x, y;} *)' '[1]'
calls 'argument 1 -> {x = 3, y = 4}' 'void fill(struct {int x, y;} *)' \
  '&{1, 2}'
dlcall "$functions" 'void none(void)' >out && ! test -s out &&
  echo "PASS: void" || echo "FAIL: void"

calls 495 'double mixed_variadic(int, ...)' \
  2 1 1.5 2L '(struct {int x, y;}){1, 2}' 20.0L long_text_13b
calls 210.5 'double mixed_variadic(int, ...)' \
  1 "'\\1'" 1.25 '(long) -2' '(struct {int x, y;}){1, 2}' 0.25L '""'
if defined __x86_64__ &&
   ! dlcall --abi win64 - 'int abs(int)' 1 2>&1 | grep -q 'no such ABI'; then
  prints 52 --abi win64 "$functions" 'int ms(int, int, double, int, int)' \
    1 2 2.5 4 5
fi

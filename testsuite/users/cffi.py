# SPDX-License-Identifier: MIT
"""Python's cffi by the binary interface: calls, callbacks, structs by value,
variadics."""
import shutil
import cffi

ffi = cffi.FFI()
ffi.cdef("""
    typedef struct { int quot, rem; } div_t;
    typedef struct { long long quot, rem; } lldiv_t;
    struct in_addr { uint32_t address; };
    struct mixed { unsigned char a; float b; short c; double d; };
    struct nested { struct { float x, y; } p; char tag; };
    struct large { double v[3]; int n; };
    div_t div(int, int);
    lldiv_t lldiv(long long, long long);
    char *inet_ntoa(struct in_addr);
    int snprintf(char *, size_t, const char *, ...);
    void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
    size_t strlen(const char *);
    double pow(double, double);
    float hypotf(float, float);
    double frexp(double, int *);
    double ldexp(double, int);
""")
libc = ffi.dlopen(None)
libm = ffi.dlopen("libm.so.6")

assert libc.strlen(b"twelve chars") == 12
assert libm.pow(2, 10) == 1024 and libm.hypotf(1.5, 2) == 2.5
exponent = ffi.new("int *")
assert libm.frexp(40, exponent) == 0.625 and exponent[0] == 6
assert libm.ldexp(0.625, 6) == 40

result = libc.div(17, 5)
assert (result.quot, result.rem) == (3, 2)
result = libc.lldiv(-17 * 2 ** 33, 5 * 2 ** 33)
assert (result.quot, result.rem) == (-3, -2 * 2 ** 33)
address = ffi.new("struct in_addr *")
ffi.buffer(address)[:] = bytes([192, 0, 2, 33])
assert ffi.string(libc.inet_ntoa(address[0])) == b"192.0.2.33"

text = ffi.new("char[100]")
length = libc.snprintf(text, 100, b"%s %d %.3f %lld", ffi.new("char[]", b"is"),
                       ffi.cast("int", -7), ffi.cast("double", 2.5),
                       ffi.cast("long long", -2 ** 40))
assert ffi.string(text) == b"is -7 2.500 -1099511627776" and length == 26


@ffi.callback("int(const void *, const void *)")
def order(a, b):
    a, b = ffi.cast("double *", a)[0], ffi.cast("double *", b)[0]
    return (a > b) - (a < b)


numbers = ffi.new("double[]", [i * 77 % 200 / 4 for i in range(200)])
libc.qsort(numbers, 200, ffi.sizeof("double"), order)
assert list(numbers) == [i / 4 for i in range(200)]


# Each comes back from a closure, between other arguments.
def returned(kind, value, fields):
    seen = []

    @ffi.callback("struct %s(int, struct %s, float, double)" % (kind, kind))
    def handler(count, given, single, real):
        seen.append((count, fields(given), single, real))
        return given

    given = ffi.new("struct %s *" % kind, value)
    got = handler(-3, given[0], 0.25, 1e100)
    assert fields(got) == fields(given), kind
    assert seen == [(-3, fields(given), 0.25, 1e100)], (kind, seen)


returned("mixed", (200, 1.5, -7, 2.25), lambda s: (s.a, s.b, s.c, s.d))
returned("nested", ((0.5, -0.25), b"q"), lambda s: (s.p.x, s.p.y, s.tag))
returned("large", ((1.5, -2.5, 3.5), 9), lambda s: (list(s.v), s.n))
shutil.copyfile("/proc/self/maps", "maps")

# SPDX-License-Identifier: MIT
"""Python's ctypes: libc and libm, callbacks, structs both ways, variadics."""
import shutil
from ctypes import (CDLL, CFUNCTYPE, POINTER, Structure, Union, byref,
                    c_char_p, c_double, c_float, c_int, c_longdouble,
                    c_longlong, c_short, c_size_t, c_ubyte, c_uint8,
                    c_void_p, create_string_buffer, sizeof)

libc = CDLL(None)
libm = CDLL("libm.so.6")

libm.pow.restype = c_double
libm.pow.argtypes = [c_double, c_double]
assert libm.pow(2, 10) == 1024
libm.powf.restype = c_float
libm.powf.argtypes = [c_float, c_float]
assert libm.powf(2, 0.5) == c_float(2 ** 0.5).value
libm.ldexpl.restype = c_longdouble
libm.ldexpl.argtypes = [c_longdouble, c_int]
assert libm.ldexpl(1.5, 4) == 24.0
whole = c_double()
libm.modf.restype = c_double
assert libm.modf(c_double(3.25), byref(whole)) == 0.25 and whole.value == 3
assert libc.strlen(b"twelve chars") == 12
assert libc.abs(-7) == 7
assert libc.toupper(ord("q")) == ord("Q")
libc.labs.restype = c_longlong
libc.labs.argtypes = [c_longlong]
assert libc.labs(-2 ** 40) == 2 ** 40


class Div(Structure):
    _fields_ = [("quot", c_int), ("rem", c_int)]


class LongDiv(Structure):
    _fields_ = [("quot", c_longlong), ("rem", c_longlong)]


libc.div.restype = Div
result = libc.div(17, 5)
assert (result.quot, result.rem) == (3, 2)
libc.lldiv.restype = LongDiv
libc.lldiv.argtypes = [c_longlong, c_longlong]
result = libc.lldiv(-17 * 2 ** 33, 5 * 2 ** 33)
assert (result.quot, result.rem) == (-3, -2 * 2 ** 33)

buffer = create_string_buffer(100)
length = libc.snprintf(buffer, c_size_t(100), b"%s has %d, %.3f %lld %c",
                       b"zlib", 7, c_double(2.5), c_longlong(-2 ** 40),
                       ord("x"))
assert buffer.value == b"zlib has 7, 2.500 -1099511627776 x", buffer.value
assert length == len(buffer.value)

compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
calls = 0


def compare_ints(a, b):
    global calls
    calls += 1
    return (a[0] > b[0]) - (a[0] < b[0])


numbers = (c_int * 200)(*[i * 77 % 200 for i in range(200)])
libc.qsort(numbers, c_size_t(200), c_size_t(sizeof(c_int)),
           compare(compare_ints))
assert list(numbers) == list(range(200)) and calls > 200


class Mixed(Structure):
    _fields_ = [("a", c_uint8), ("b", c_float), ("c", c_short),
                ("d", c_double)]


class Small(Structure):
    _fields_ = [("a", c_float), ("b", c_float)]


class Bits(Structure):
    _fields_ = [("a", c_int, 3), ("b", c_int, 13), ("c", c_int)]


class Pointers(Structure):
    _fields_ = [("a", c_void_p), ("b", c_ubyte * 5)]


# Through a closure and back by a call: each checks the other's classes, and
# the compiled tests check each alone.
for kind, values in ((Mixed, (200, 1.5, -7, 2.25)), (Small, (0.5, -0.25)),
                     (Bits, (-2, 1234, 99)),
                     (Pointers, (0x1234567, (c_ubyte * 5)(1, 2, 3, 4, 5)))):
    seen = []

    def handler(count, value, real):
        seen.append((count, [getattr(value, f[0]) for f in kind._fields_],
                     real))
        return count + real

    prototype = CFUNCTYPE(c_double, c_int, kind, c_double)
    callback = prototype(handler)
    value = kind(*values)
    assert callback(5, value, 0.5) == 5.5
    (count, fields, real), = seen
    assert (count, real) == (5, 0.5)
    for (name, *_), got in zip(kind._fields_, fields):
        expected = getattr(value, name)
        if hasattr(expected, "_length_"):
            expected, got = list(expected), list(got)
        assert got == expected, (kind, name, got, expected)

# Thousands of callbacks at once.
prototype = CFUNCTYPE(c_int, c_int)
callbacks = [prototype(lambda x, i=i: x + i) for i in range(3000)]
assert all(f(i) == 2 * i for i, f in enumerate(callbacks))
del callbacks


class Number(Union):
    _fields_ = [("i", c_int), ("f", c_float)]


assert sizeof(Number) == 4
shutil.copyfile("/proc/self/maps", "maps")

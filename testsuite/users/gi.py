# SPDX-License-Identifier: MIT
"""GLib's and PyGObject's use: functions called by introspection, Python
functions as callbacks, and signals that g_cclosure_marshal_generic hands to
closures in C, by emission from an array and from variadic arguments."""
import shutil
from ctypes import (CDLL, CFUNCTYPE, byref, c_char_p, c_double, c_float, c_int,
                    c_int64, c_uint, c_ulong, c_void_p)
from gi.repository import GLib, GObject

assert GLib.ascii_strtod("2.5e3 rest")[0] == 2500
assert GLib.utf8_strlen("h\u00e9llo", -1) == 5
assert GLib.bit_nth_msf(0x500, 10) == 8
moment = GLib.DateTime.new_utc(2000, 2, 29, 12, 30, 1.5)
assert moment.add_full(4, 0, 0, 0, 0, 0.25).get_seconds() == 1.75
assert moment.to_unix() == 951827401

loop, ticks = GLib.MainLoop(), []


def tick(step):
    ticks.append(step)
    if len(ticks) == 5:
        loop.quit()
    return len(ticks) < 5


GLib.timeout_add(1, tick, 3)
loop.run()
assert ticks == [3] * 5

library = CDLL("libgobject-2.0.so.0")
STRING, INT, INT64, FLOAT, DOUBLE = (
    hash(getattr(GObject, "TYPE_" + name))
    for name in ("STRING", "INT", "INT64", "FLOAT", "DOUBLE"))
values = (c_int(-7), c_double(2.25), c_double(0.5), c_char_p(b"text"),
          c_int64(-2 ** 40), c_double(1e100))
seen = []


@CFUNCTYPE(c_double, c_void_p, c_int, c_double, c_float, c_char_p, c_int64,
           c_double, c_void_p)
def handler(instance, *arguments):
    seen.append((instance, *arguments))
    return 6.5


expected = (-7, 2.25, 0.5, b"text", -2 ** 40, 1e100)


class Emitter(GObject.Object):
    @GObject.Signal(return_type=float, arg_types=(int, float))
    def python(self, count, real):
        return count * real


# A signal without a marshaller has the generic one.
library.g_signal_new.restype = c_uint
assert library.g_signal_new(
    b"generic", c_ulong(hash(Emitter.__gtype__)), c_int(2), c_uint(0), None,
    None, None, c_ulong(DOUBLE), c_uint(6), c_ulong(INT), c_ulong(DOUBLE),
    c_ulong(FLOAT), c_ulong(STRING), c_ulong(INT64), c_ulong(DOUBLE))
emitter = Emitter()
pointer = c_void_p(hash(emitter))
library.g_signal_connect_data.restype = c_ulong
assert library.g_signal_connect_data(pointer, b"generic", handler,
                                     c_void_p(0x1234), None, c_int(0))
result = c_double()
library.g_signal_emit_by_name(pointer, b"generic", *values, byref(result))
assert result.value == 6.5
assert emitter.emit("generic", -7, 2.25, 0.5, "text", -2 ** 40, 1e100) == 6.5
assert seen == 2 * [(pointer.value, *expected, 0x1234)], seen
assert emitter.emit("python", 3, 0.5) == 1.5
shutil.copyfile("/proc/self/maps", "maps")

-- SPDX-License-Identifier: MIT
-- Lua's lgi: GLib's functions by introspection, Lua functions as callbacks.
local GLib = require 'lgi'.require 'GLib'

assert (GLib.ascii_strtod ('2.5e3 rest') == 2500)
assert (GLib.utf8_strlen ('h\195\169llo', -1) == 5)
assert (GLib.bit_nth_msf (0x500, 10) == 8)
local moment = GLib.DateTime.new_utc (2000, 2, 29, 12, 30, 1.5)
assert (moment:add_full (4, 0, 0, 0, 0, 0.25):get_seconds () == 1.75)
assert (moment:to_unix () == 951827401)

local loop, ticks = GLib.MainLoop (), 0
GLib.timeout_add (GLib.PRIORITY_DEFAULT, 1, function ()
  ticks = ticks + 1
  if ticks == 5 then loop:quit () end
  return ticks < 5
end)
loop:run ()
assert (ticks == 5)

local out = io.open ('maps', 'w')
out:write (io.open ('/proc/self/maps'):read ('*a'))
out:close ()

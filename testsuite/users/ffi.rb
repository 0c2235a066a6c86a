# SPDX-License-Identifier: MIT
# Ruby's ffi: calls, callbacks, structs by value, variadics.
require 'ffi'

module C
  extend FFI::Library
  ffi_lib 'libc.so.6', 'libm.so.6'

  class Div < FFI::Struct
    layout :quot, :int, :rem, :int
  end

  class LongDiv < FFI::Struct
    layout :quot, :long_long, :rem, :long_long
  end

  class Address < FFI::Struct
    layout :bytes, [:uint8, 4]
  end

  class Mixed < FFI::Struct
    layout :a, :uint8, :b, :float, :c, :short, :d, :double
  end

  class Large < FFI::Struct
    layout :a, :double, :b, :float, :c, :long_long, :d, :char
  end

  callback :order, [:pointer, :pointer], :int
  attach_function :strlen, [:string], :size_t
  attach_function :pow, [:double, :double], :double
  attach_function :hypotf, [:float, :float], :float
  attach_function :div, [:int, :int], Div.by_value
  attach_function :lldiv, [:long_long, :long_long], LongDiv.by_value
  attach_function :snprintf, [:pointer, :size_t, :string, :varargs], :int
  attach_function :qsort, [:pointer, :size_t, :size_t, :order], :void
  attach_function :inet_ntoa, [Address.by_value], :string
end

def check (condition)
  raise 'not so' unless condition
end

check C.strlen('twelve chars') == 12
check C.pow(2, 10) == 1024
check C.hypotf(1.5, 2) == 2.5
check C.div(17, 5).values == [3, 2]
check C.lldiv(-17 * 2**33, 5 * 2**33).values == [-3, -2 * 2**33]
address = C::Address.new
address.pointer.write_bytes([192, 0, 2, 33].pack('C*'))
check C.inet_ntoa(address) == '192.0.2.33'

text = FFI::MemoryPointer.new(:char, 100)
length = C.snprintf(text, 100, '%s %d %.3f %lld', :string, 'is', :int, -7,
                    :double, 2.5, :long_long, -2**40)
check text.read_string == 'is -7 2.500 -1099511627776' && length == 26

numbers = FFI::MemoryPointer.new(:double, 200)
numbers.write_array_of_double((0...200).map { |i| i * 77 % 200 / 4.0 })
C.qsort(numbers, 200, 8, ->(a, b) { a.read_double <=> b.read_double })
check numbers.read_array_of_double(200) == (0...200).map { |i| i / 4.0 }

# Each comes back from a closure, between other arguments.
[[C::Mixed, [200, 1.5, -7, 2.25]],
 [C::Large, [-1.5, 0.25, -2**40, -9]]].each do |kind, values|
  kinds = [:int, kind.by_value, :float, :double]
  seen = nil
  closure = FFI::Function.new(kind.by_value, kinds) do |count, given, *reals|
    seen = [count, given.values, *reals]
    given
  end
  given = kind.new
  kind.members.zip(values) { |member, value| given[member] = value }
  # As a pointer, since a Function would be called without the library.
  function = FFI::Function.new(kind.by_value, kinds,
                               FFI::Pointer.new(closure.address))
  check function.call(-3, given, 0.25, 1e100).values == values
  check seen == [-3, values, 0.25, 1e100]
end
File.write('maps', File.read('/proc/self/maps'))

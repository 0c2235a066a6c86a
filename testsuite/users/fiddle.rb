# SPDX-License-Identifier: MIT
# Ruby's fiddle: calls, closures, variadics.
require 'fiddle/import'

module C
  extend Fiddle::Importer
  dlload 'libc.so.6', 'libm.so.6'
  extern 'size_t strlen(const char *)'
  extern 'long labs(long)'
  extern 'double pow(double, double)'
  extern 'float hypotf(float, float)'
  extern 'double frexp(double, int *)'
  extern 'int snprintf(char *, size_t, const char *, ...)'
  extern 'void qsort(void *, size_t, size_t, void *)'
  extern 'void *bsearch(void *, void *, size_t, size_t, void *)'
end

def check (condition)
  raise 'not so' unless condition
end

check C.strlen('twelve chars') == 12
check C.labs(-2**40) == 2**40
check C.pow(2, 10) == 1024
check C.hypotf(1.5, 2) == 2.5
exponent = Fiddle::Pointer.malloc(4, Fiddle::RUBY_FREE)
check C.frexp(40, exponent) == 0.625
check exponent[0, 4].unpack1('l') == 6

text = Fiddle::Pointer.malloc(100, Fiddle::RUBY_FREE)
length = C.snprintf(text, 100, '%s %d %.3f %lld', :const_string, 'is',
                    :int, -7, :double, 2.5, :long_long, -2**40)
check text.to_s == 'is -7 2.500 -1099511627776' && length == 26

order = Fiddle::Closure::BlockCaller.new(
  Fiddle::TYPE_INT, [Fiddle::TYPE_VOIDP, Fiddle::TYPE_VOIDP]
) do |a, b|
  a[0, 8].unpack1('d') <=> b[0, 8].unpack1('d')
end
numbers = Fiddle::Pointer[(0...200).map { |i| i * 77 % 200 / 4.0 }.pack('d*')]
C.qsort(numbers, 200, 8, order)
check numbers[0, 1600].unpack('d*') == (0...200).map { |i| i / 4.0 }
found = C.bsearch([12.25].pack('d'), numbers, 200, 8, order)
check found.to_i - numbers.to_i == 49 * 8

# All kinds of argument through a closure and back.
kinds = [Fiddle::TYPE_CHAR, -Fiddle::TYPE_CHAR, Fiddle::TYPE_SHORT,
         Fiddle::TYPE_FLOAT, -Fiddle::TYPE_INT, Fiddle::TYPE_DOUBLE,
         Fiddle::TYPE_LONG_LONG, Fiddle::TYPE_FLOAT, Fiddle::TYPE_VOIDP]
values = [-3, 200, -30000, 0.5, 2**32 - 7, 1e100, -2**40, -0.25, 4096]
kinds.zip(values).each_with_index do |(kind, value), i|
  seen = nil
  closure = Fiddle::Closure::BlockCaller.new(kind, kinds) do |*arguments|
    seen = arguments
    arguments[i]
  end
  got = Fiddle::Function.new(closure, kinds, kind).call(*values)
  check got.to_i == value.to_i && (kind == Fiddle::TYPE_VOIDP || got == value)
  check seen[0..-2] == values[0..-2] && seen[-1].to_i == values[-1]
end
File.write('maps', File.read('/proc/self/maps'))

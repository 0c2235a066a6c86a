# SPDX-License-Identifier: MIT
# Perl's FFI::Platypus: calls, closures, records by value, variadics.
use strict;
use warnings;
use FFI::Platypus 2.00;
use FFI::Platypus::Memory qw(malloc);
use File::Copy qw(copy);

package Div { use FFI::Platypus::Record; record_layout_1(qw(int quot int rem)); }
package LongDiv { use FFI::Platypus::Record;
                  record_layout_1(qw(sint64 quot sint64 rem)); }
package Address { use FFI::Platypus::Record; record_layout_1(qw(uint8[4] bytes)); }
package Mixed { use FFI::Platypus::Record;
                record_layout_1(qw(uint8 a float b short c double d)); }

package main;

sub check { $_[0] or die "not so, line ", (caller)[2], "\n" }

my $ffi = FFI::Platypus->new(api => 2, lib => ['libc.so.6', 'libm.so.6']);
$ffi->type('record(Div)' => 'div_t');
$ffi->type('record(LongDiv)' => 'lldiv_t');
$ffi->type('record(Address)' => 'in_addr');
$ffi->type('record(Mixed)' => 'mixed');
$ffi->type('(opaque, opaque)->int' => 'order');
$ffi->attach(strlen => ['string'] => 'size_t');
$ffi->attach(pow => ['double', 'double'] => 'double');
$ffi->attach(hypotf => ['float', 'float'] => 'float');
$ffi->attach(frexp => ['double', 'int*'] => 'double');
$ffi->attach(div => ['int', 'int'] => 'div_t');
$ffi->attach(lldiv => ['sint64', 'sint64'] => 'lldiv_t');
$ffi->attach(inet_ntoa => ['in_addr'] => 'string');
$ffi->attach(qsort => ['opaque', 'size_t', 'size_t', 'order'] => 'void');

check(strlen('twelve chars') == 12);
check(pow(2, 10) == 1024 && hypotf(1.5, 2) == 2.5);
my $exponent;
check(frexp(40, \$exponent) == 0.625 && $exponent == 6);
my $result = div(17, 5);
check($result->quot == 3 && $result->rem == 2);
$result = lldiv(-17 * 2**33, 5 * 2**33);
check($result->quot == -3 && $result->rem == -2 * 2**33);
check(inet_ntoa(Address->new({ bytes => [192, 0, 2, 33] })) eq '192.0.2.33');

my $snprintf = $ffi->function(
  snprintf => ['opaque', 'size_t', 'string'] =>
    ['string', 'int', 'double', 'sint64'] => 'int');
my $text = malloc(100);
check($snprintf->($text, 100, '%s %d %.3f %lld', 'is', -7, 2.5, -2**40) == 26);
check($ffi->cast(opaque => 'string', $text) eq 'is -7 2.500 -1099511627776');

my $numbers = pack 'd*', map { $_ * 77 % 200 / 4 } 0 .. 199;
my ($address) = unpack 'J', pack 'P', $numbers;
my $order = $ffi->closure(sub {
  my ($a, $b) = map { unpack 'd', unpack 'P8', pack 'J', $_ } @_;
  $a <=> $b;
});
qsort($address, 200, 8, $order);
check(join(' ', unpack 'd*', $numbers) eq join ' ', map { $_ / 4 } 0 .. 199);

# All kinds of argument, and a record, through a closure and back.
my @kinds = qw(mixed sint8 uint8 sint16 float uint32 double sint64 float);
my @values = (-3, 200, -30000, 0.5, 2**32 - 7, 1e100, -2**40, -0.25);
my $mixed = Mixed->new({ a => 200, b => 1.5, c => -7, d => 2.25 });
sub fields { join ' ', map { $_[0]->$_ } qw(a b c d) }
for my $i (1 .. $#kinds) {
  my @seen;
  my $type = '(' . join(', ', @kinds) . ")->$kinds[$i]";
  my $closure = $ffi->closure(sub { @seen = (fields($_[0]), @_[1 .. $#_]); $_[$i] });
  my $got = $ffi->function($ffi->cast($type => 'opaque', $closure),
                           [@kinds] => $kinds[$i])->($mixed, @values);
  check($got == $values[$i - 1]);
  check("@seen" eq join ' ', fields($mixed), @values);
}
copy('/proc/self/maps', 'maps');

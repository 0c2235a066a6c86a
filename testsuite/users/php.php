<?php
// SPDX-License-Identifier: MIT
// PHP's FFI: calls, callbacks, structs by value, variadics.

function check (bool $condition): void
{
  if (!$condition)
    throw new Exception ('not so');
}

$libc = FFI::cdef ('
  typedef struct { int quot, rem; } div_t;
  typedef struct { long long quot, rem; } lldiv_t;
  struct in_addr { uint8_t bytes[4]; };
  typedef int (*order) (const double *, const double *);
  div_t div (int, int);
  lldiv_t lldiv (long long, long long);
  const char *inet_ntoa (struct in_addr);
  size_t strlen (const char *);
  int snprintf (char *, size_t, const char *, ...);
  void qsort (void *, size_t, size_t, order);
', 'libc.so.6');
$libm = FFI::cdef ('
  double pow (double, double);
  float hypotf (float, float);
  double frexp (double, int *);
', 'libm.so.6');

check ($libc->strlen ('twelve chars') === 12);
check ($libm->pow (2, 10) === 1024.0 && $libm->hypotf (1.5, 2) === 2.5);
$exponent = FFI::new ('int');
check ($libm->frexp (40, FFI::addr ($exponent)) === 0.625);
check ($exponent->cdata === 6);

$result = $libc->div (17, 5);
check ([$result->quot, $result->rem] === [3, 2]);
$result = $libc->lldiv (-17 * 2 ** 33, 5 * 2 ** 33);
check ([$result->quot, $result->rem] === [-3, -2 * 2 ** 33]);
$address = $libc->new ('struct in_addr');
foreach ([192, 0, 2, 33] as $i => $byte)
  $address->bytes[$i] = $byte;
check ($libc->inet_ntoa ($address) === '192.0.2.33');

$text = FFI::new ('char[100]');
$length = $libc->snprintf ($text, 100, '%s %ld %.3f', 'is', -2 ** 40, 2.5);
check (FFI::string ($text) === 'is -1099511627776 2.500' && $length === 23);

$numbers = FFI::new ('double[200]');
for ($i = 0; $i < 200; $i++)
  $numbers[$i] = $i * 77 % 200 / 4;
$libc->qsort ($numbers, 200, 8, fn ($a, $b) => $a[0] <=> $b[0]);
for ($i = 0; $i < 200; $i++)
  check ($numbers[$i] == $i / 4);

// All kinds of argument through a closure and back.
$kinds = ['int8_t', 'uint8_t', 'int16_t', 'float', 'uint32_t', 'double',
          'int64_t', 'float'];
$values = [-3, 200, -30000, 0.5, 2 ** 32 - 7, 1e100, -2 ** 40, -0.25];
foreach ($kinds as $i => $kind)
  {
    $seen = null;
    $closure = FFI::new ("$kind (*[1])(" . implode (', ', $kinds) . ')');
    $closure[0] = function (...$arguments) use (&$seen, $i)
      {
        $seen = $arguments;
        return $arguments[$i];
      };
    check ($closure[0] (...$values) === $values[$i] && $seen === $values);
  }
copy ('/proc/self/maps', 'maps');

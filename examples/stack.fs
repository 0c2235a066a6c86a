\ For stack.c: C's libraries from a language that knows nothing of them.
from libc.so.6 puts pointer -- int
from libc.so.6 calloc size size -- pointer
from libc.so.6 free pointer -- void
from libc.so.6 qsort pointer size size pointer -- void
from libc.so.6 bsearch pointer pointer size size pointer -- pointer
from libm.so.6 pow double double -- double
from libm.so.6 frexp double pointer -- double

"hello from C" puts drop
2 10 pow .

\ A result through a pointer: 40 = 0.625 * 2 ^ 6
: int 1 4 calloc ;
: exponent-of int swap over frexp . dup @ . free ;
40 exponent-of

\ Two words as qsort's comparison.
: ascending @ swap @ swap - ;
: descending @ swap @ - ;
callback up ascending pointer pointer -- int
callback down descending pointer pointer -- int

: put over ! 1 ints ;
: numbers 4 4 calloc dup 31 put 4 put 15 put 92 put drop ;
: sort over swap 4 swap 4 swap qsort ;
: show dup @ . dup 1 ints @ . dup 2 ints @ . 3 ints @ . ;

numbers up sort dup show free
numbers down sort dup show free

\ bsearch calls the comparison too.
: found "found" type ;
: lost "lost" type ;
: tell dup when found 0 = when lost ;
: key int swap over ! ;
92 key numbers up sort dup show
over over 4 4 up bsearch @ 92 = tell
free free

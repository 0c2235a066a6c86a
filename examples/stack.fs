\ For stack.c: C's libraries from a language that knows nothing of them.
from libc.so.6 puts ( pointer -- int )
from libm.so.6 pow ( double double -- double )
from libm.so.6 frexp ( double pointer -- double )
from libc.so.6 qsort ( pointer int int pointer -- void )
from libc.so.6 bsearch ( pointer pointer int int pointer -- pointer )

"hello from C" puts drop
2 10 pow .

\ A result through a pointer: 40 = 0.625 * 2 ^ 6
: exponent-of 4 bytes dup 0 swap 0 ! swap over frexp . 0 @ . ;
40 exponent-of

\ Two words as qsort's comparison.
: ascending swap 0 @ swap 0 @ - ;
: descending 0 @ swap 0 @ - ;
callback up ascending ( pointer pointer -- int )
callback down descending ( pointer pointer -- int )

: fill dup 31 swap 0 ! dup 4 swap 1 ! dup 15 swap 2 ! dup 92 swap 3 ! ;
: show dup 0 @ . dup 1 @ . dup 2 @ . 3 @ . ;
: sorted-by over swap 4 swap 4 swap qsort show ;

16 bytes fill up sorted-by
16 bytes fill down sorted-by

\ bsearch calls the comparison too.
: key 4 bytes dup 92 swap 0 ! ;
: same - 0 = if "found" else "lost" then type ;
key 16 bytes fill dup up sorted-by 4 4 up bsearch 0 @ 92 same

# SPDX-License-Identifier: MIT
# dlcall -i.
. "$SRC/testsuite/dlcall/lib/common"
opens
test "$libc" = libc.so.6 || skip "these functions are Unix's"

# does INPUT OUTPUT [ERROR]
does ()
{
  status=0
  printf '%s\n' "$1" | $EMULATOR "$program" -i $libm >out 2>err || status=$?
  printf '%s' "${2:+$2
}" >expected
  if test $# = 2; then
    test $status = 0 && ! test -s err
  else
    test $status = 2 && grep -q -F -e "$3" err
  fi && cmp -s out expected && echo "PASS: $1" ||
    { echo "FAIL: $1: status $status"; cat out err; }
}

does 'p = malloc (10)
strcpy (p, "hello")
strlen (p)
strlen (strcat (p, "!"));' '"hello"
5
6'
does 'struct pair { int x, y; };
struct pair div (
  int, int);
d = div (17, 5)
d
typedef long big; big labs (big);
labs (-5)' '{x = 3, y = 2}
5'
does 'e = &0
double frexp(double, int *);
frexp (40, e)
*e
b = [8]
snprintf (b, 8, "%s %d", "ab", 7)
b
quit
b' '0.625
6
4
"ab 7"'
does 'enum color { red, green }; enum color abs (int);
abs (-1)
c = green
abs (c)
extern char *program_invocation_short_name;
n = 3
abs (n)' 'green
green
3'
does 'strlne ("a")' '' "'strlne' is not declared"
does 'int strlne(char *);
strlne ("a")' '' "the nearest is 'strlen'"
does 'puts (p)' '' "'p' is not a variable"
does '1 + 1' '' 'is not a variable'
does 'abs (abs (abs (-4)' '' 'not an integer'
does 'open libnone.so.9' '' libnone.so.9
does '*5' '' 'not a pointer'
does 'help' "$($EMULATOR "$program" -i </dev/null; echo help | $EMULATOR "$program" -i)"

# At a terminal: names are completed where a line editor is built in.
if test -z "$EMULATOR" && command -v expect >/dev/null &&
   grep -q 'EDITOR_LIBS = -l' "$BUILD/Makefile"; then
  cat >terminal.exp <<'END'
set timeout 20
spawn -noecho [lindex $argv 0] -i
expect "dlcall> "
send "strle\t(\"abc\")\r"
expect -re "\n3\r" { puts completed }
send "nonsense\r"
expect "not a variable" { puts "goes on" }
send "quit\r"
expect eof
END
  expect terminal.exp "$program" >out 2>&1
  grep -q completed out && grep -q 'goes on' out &&
    echo "PASS: at a terminal" || { echo "FAIL: at a terminal"; cat out; }
fi

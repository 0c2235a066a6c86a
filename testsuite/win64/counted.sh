# SPDX-License-Identifier: MIT
# A plan needs at most a third of the instructions of placing the arguments
# anew, for each signature of the benchmark.
skip () { echo "$1"; exit 77; }
test "$SHARED" = 1 || skip "the library is static"
test "$NATIVE" = 1 || skip "cross build"
case " $CFLAGS" in *-fsanitize*) skip "sanitizers do not run in valgrind" ;; esac
command -v callgrind_annotate >/dev/null || skip "valgrind is not installed"
set -e

$CC $CFLAGS -O2 -g -I"$SRC/include" "$SRC/testsuite/win64/counted/counted.c" \
  -o counted $LDFLAGS -L"$BUILD/.libs" -lffi -Wl,-rpath,"$BUILD/.libs"
valgrind -q --tool=callgrind --callgrind-out-file=counts ./counted
callgrind_annotate --inclusive=yes --threshold=100 --auto=no counts |
  sed -n 's/^ *\([0-9,]*\) .*:\(plan\|general\)_\([a-z0-9_]*\) .*/\1 \2 \3/p' |
  tr -d , >lines
awk '{ count[$2, $3] = $1 / 1000; if ($2 == "plan") name[$3] = 1 }
     END {
       for (s in name)
         {
           n++
           ratio = count["general", s] / count["plan", s]
           bad += ratio < 3
           printf "%-10s %6.1f %6.1f %5.1f\n", s, count["plan", s],
                  count["general", s], ratio
         }
       exit bad || n != 16
     }' lines

# SPDX-License-Identifier: MIT
# The prototypes of the manual pages of sections 2 and 3 as they stand there:
# at least 97 in 100 are read, and the others are refused with one line.
. "$SRC/testsuite/dlcall/lib/common"
test "$NATIVE" = 1 || skip "the manual pages are this machine's"
pages=$(dpkg -L manpages-dev 2>/dev/null | grep '/man[23]/.*\.gz$')
for page in $pages; do test -f "$page" && break; done
test -f "$page" || skip "manpages-dev is not here"

for page in $pages; do
  test -L "$page" || { gzip -cd "$page"; echo .SH; }
done | awk -f "$SRC/testsuite/dlcall/lib/synopsis.awk" | sort -u >prototypes

read_ones=0 all=0
while IFS= read -r prototype; do
  all=$((all + 1))
  status=0
  "$program" --explain "$prototype" >out 2>err </dev/null || status=$?
  case $status:$(wc -l <err) in
    0:0) read_ones=$((read_ones + 1)) ;;
    2:1) cat err; echo "  $prototype" ;;
    *) echo "FAIL: status $status: $prototype" ;;
  esac
done <prototypes
test "$all" -gt 1000 && test $((100 * read_ones)) -ge $((97 * all)) &&
  echo "PASS: $read_ones of $all prototypes are read" ||
  echo "FAIL: $read_ones of $all prototypes are read"

#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the DejaGnu suite: check.sh SRCDIR RUNTEST [RUNTESTFLAGS], in a build
# folder that has check/site.exp.  CHECK_JOBS instances of runtest (as many as
# there are processors if unset) each claim the next test that none has.
src=$1 runtest=$2
shift 2
if test "$runtest" = no; then
  echo "check: DejaGnu (runtest) is needed" >&2
  exit 1
fi
jobs=${CHECK_JOBS-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)}
LC_ALL=C
export LC_ALL

# All folders, unless some are named.
case " $*" in
  *.exp*) ;;
  *)
    for exp in "$src"/testsuite/*/*.exp; do
      folder=${exp%/*}
      test "${folder##*/}" = lib || set -- "$@" "${folder##*/}/${exp##*/}"
    done ;;
esac

cd check || exit 1
find . -mindepth 1 ! -name site.exp -exec rm -rf {} + 2>/dev/null
mkdir claims names list
start=$(date +%s)

# How many tests there are.
cp site.exp list
(cd list && "$runtest" --tool libffi --srcdir "$src/testsuite" LIST=1 "$@" \
   >log 2>&1 </dev/null)
total=$(ls names | wc -l)
if test "$total" -eq 0; then
  echo "check: no test is chosen by: $*" >&2
  echo "0 passed, 1 failed"
  exit 1
fi

# Tells how far the tests are: each twentieth part of them, or after a minute.
progress ()
{
  told=0 last=$start
  while sleep 1; do
    begun=$(ls claims | wc -l)
    now=$(date +%s)
    if test $((begun - told)) -gt $((total / 20)) ||
       test $((now - last)) -ge 60; then
      told=$begun last=$now
      echo "check: $begun of $total begun, $((now - start)) s:" \
        "$(ls -t claims | head -n 1)"
    fi
  done
}

job=0 running=
while test "$job" -lt "$jobs"; do
  mkdir "$job"
  cp site.exp "$job"
  (cd "$job" && "$runtest" --tool libffi --srcdir "$src/testsuite" "$@" \
     >log 2>&1 </dev/null; echo $? >rc) &
  running="$running $!"
  job=$((job + 1))
done
progress &
progress=$!
# shellcheck disable=SC2086
wait $running
kill $progress
wait $progress 2>/dev/null
echo "check: $total tests took $(($(date +%s) - start)) s; longest:"
sort -rn times | head -n 5

test -f 0/libffi.sum || cat 0/log
cat [0-9]*/libffi.sum | grep -E \
  '^(PASS|FAIL|UNSUPPORTED|ERROR|UNRESOLVED|XFAIL|XPASS|KFAIL): ' |
  sort -k 2 >libffi.sum
cat [0-9]*/libffi.log >libffi.log
grep -vE '^(PASS|UNSUPPORTED): ' libffi.sum
grep -h '^ERROR' [0-9]*/log | sort -u

# runtest gives 2 when a test file itself is broken.
broken=$(cat [0-9]*/rc | grep -cv '^[01]$')
passed=$(grep -c '^PASS: ' libffi.sum)
skipped=$(grep -c '^UNSUPPORTED: ' libffi.sum)
failed=$(grep -cvE '^(PASS|UNSUPPORTED): ' libffi.sum)
failed=$((failed + broken))
if test "$skipped" -gt 0; then
  echo "Skipped:"
  grep '^UNSUPPORTED: ' libffi.sum | sed 's/^UNSUPPORTED: /  /'
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
test "$failed" -eq 0 && test "$passed" -gt 0

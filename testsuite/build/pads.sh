# SPDX-License-Identifier: MIT
# With branch protection (CET, BTI), all that an indirect call or jump reaches
# has its landing pad.  The assembly is compiled for x86-64, x32, i386 and
# aarch64, as far as there are compilers, and disassembled.  Reached so are
#   - functions that other libraries see,
#   - what an address in data tells,
#   - code that follows a jump, a return or padding, and to which nothing jumps
#     directly: it would not be reached otherwise.
# And no jump may ask not to be tracked.
case $CFLAGS in
  *-flto* | *-fsanitize*) echo "not in this kind of build"; exit 77 ;;
esac

# A line for each pad that is missing, from "objdump -dr" and the addresses in
# the file "wanted".
cat >pads.awk <<'SCRIPT'
function pad(op, args) {
  return op ~ /^endbr(32|64)$/ || op == "bti" ||
         op == "hint" && args ~ /#0x(19|1b|22|24|26)/ || op ~ /^paci[ab]sp$/
}
FILENAME == "wanted" { wanted[$1] = 1; next }
FILENAME == "named" { named[$1] = 1; next }
/^[0-9a-f]+ <.*>:$/ {
  sub(/^0+/, "", $1); name = $2; gsub(/[<>:]/, "", name)
  if (name in named) direct[$1 == "" ? "0" : $1]++
  next
}
/^ *[0-9a-f]+:\t/ {
  address = $1; sub(/:$/, "", address)
  sub(/^[^\t]*\t/, "")
  instruction = $0; split(instruction, word, /[ \t]+/)
  op = word[1]; args = instruction; sub(/^[^ \t]+[ \t]*/, "", args)
  if (op ~ /^(bnd|notrack|ds|cs)$/) { prefix = op; op = word[2] }
  else prefix = ""
  if (prefix == "notrack") print "not tracked: " $0
  n++
  at[n] = address; text[n] = address ": " $0; padded[n] = pad(op, args)
  filler[n] = op ~ /^(nop[wl]?|data16|cs|xchg|udf|int3)$/ ||
              op == "lea" && args ~ /^0x0\(%esi(,%eiz,1)?\),%esi$/
  final[n] = op ~ /^(jmp[lqw]?|ret[lqw]?|ud2|hlt|b|br|brk)$/
  # The last word that is an address.
  if (op ~ /^(j|call|b|cb|tb)/ && args !~ /^\*/) {
    target = args
    sub(/ *<.*/, "", target); sub(/.*[ ,]/, "", target)
    if (op == "jmp") skips[n] = target
    direct[target]++
  }
  next
}
# A jump over padding is padding.
END {
  after = 1
  for (i = 1; i <= n; i++)
    if (i in skips) {
      for (j = i + 1; filler[j]; j++) ;
      if (at[j] == skips[i]) { filler[i] = 1; direct[at[j]]-- }
    }
  for (i = 1; i <= n; i++) {
    must = (at[i] in wanted)
    if (after && !filler[i]) {
      must = must || !direct[at[i]]
      after = 0
    }
    if (final[i] && !filler[i]) after = 1
    if (must) { all++; if (!padded[i]) print "no pad: " text[i] }
    delete wanted[at[i]]
  }
  for (a in wanted) print "no such instruction: " a
  print all + 0 > "count"
}
SCRIPT

# try NAME COMPILER FLAG...
try ()
{
  name=$1 cc=$2
  shift 2
  command -v "${cc%% *}" >/dev/null || return 0
  objdump=$($cc -print-prog-name=objdump)
  echo 'int f (void) { return 0; }' >probe.c
  $cc "$@" -c probe.c -o probe.o 2>/dev/null &&
    $objdump -d probe.o >probe.out 2>&1 || return 0
  mkdir -p "objects/$name" || exit 1
  total=0 missing=0 objects=
  for source in "$SRC"/src/*/*.S; do
    object=objects/$name/$(basename "$source" .S).o
    objects="$objects $object"
    $cc "$@" -fPIC -I"$SRC/include" -I"$SRC/src" -c "$source" -o "$object" || {
      echo "FAIL: $name: ${source##*/} does not compile"
      return
    }
  done
  # The names that the files jump to in one another.
  for object in $objects; do
    $objdump -dr --no-show-raw-insn "$object"
  done | awk '/\t(jmp|call|bl?)[lq]? / { jump = 1; next }
    /R_[A-Z0-9_]+\t/ && jump { sub(/[-+]0x.*/, "", $NF); print $NF }
    { jump = 0 }' | sort -u >named
  for object in $objects; do
    {
      $objdump -t "$object" | awk '/ g .*F \.text\t/ && !/\.hidden/ {
        sub(/^0+/, "", $1); print $1 == "" ? "0" : $1 }'
      $objdump -r "$object" | awk '
        /^RELOCATION/ { data = !/\[\.(text|eh_frame)\]/ }
        data && $3 ~ /^\.text/ {
          sub(/^\.text\+?(0x0*)?/, "", $3); print $3 == "" ? "0" : $3 }'
    } | sort -u >wanted
    $objdump -d --section=.text --no-show-raw-insn "$object" >code
    awk -f pads.awk wanted named code >found
    missing=$((missing + $(wc -l <found)))
    sed "s,^,$object: ," found | head -n 20
    total=$((total + $(cat count)))
  done
  if test "$missing" = 0 && test "$total" -gt 20; then
    echo "PASS: $name, $total pads"
  else
    echo "FAIL: $name, $missing of $total"
  fi
}

# A cross build looks at its own processor's alone.
x86_64= i386=i686-linux-gnu-gcc aarch64=aarch64-linux-gnu-gcc
test "$NATIVE" = 1 || i386= aarch64=
case $HOST in
  x86_64*linux*) x86_64=$CC ;;
  i?86*linux*) i386=$CC ;;
  aarch64*linux*) aarch64=$CC ;;
esac
try x86_64 "$x86_64" -fcf-protection
try x32 "$x86_64" -mx32 -fcf-protection
try i386 "$i386" -fcf-protection
try aarch64 "$aarch64" -mbranch-protection=standard
test -d objects ||
  { echo "no landing pads, or no tools"; exit 77; }

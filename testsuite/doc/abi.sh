# SPDX-License-Identifier: MIT
# Every file of doc/abi says what all of them have to say, and every place
# function has one.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }

for file in "$SRC"/doc/abi/*.md; do
  for heading in Registers 'Frames*\|Image and frame' 'Where compilers differ' \
      'How it was checked'; do
    grep -q "^## \($heading\)" "$file"
    verdict $? "$(basename "$file"): $heading"
  done
  grep -qi 'results' "$file" && grep -qi 'variadic' "$file"
  verdict $? "$(basename "$file"): results and variadic functions"
done
for source in $(sed -n '/^place_sources/,/^$/s/^\t\([^ ]*\).*/\1/p' \
                  "$SRC/src/sources.mk"); do
  grep -q "$source" "$SRC"/doc/abi/*.md
  verdict $? "doc/abi has $source"
done

# SPDX-License-Identifier: MIT
# find_package (libffi) in a project outside of this one, with an installed
# copy that was moved; a version that is not this one's is refused.
. "$SRC/testsuite/build/project/common"
command -v cmake >path || skip "no cmake"

mv root moved
root=$PWD/moved
LD_LIBRARY_PATH=$root$libdir
mkdir b
cmake -S "$project" -B b -DCMAKE_PREFIX_PATH="$root$prefix" >log 2>&1 &&
  cmake --build b >>log 2>&1 || { cat log; echo "does not build"; exit 1; }
grep -q "libffi_DIR:PATH=$root" b/CMakeCache.txt && echo "PASS: our copy" ||
  echo "FAIL: not our copy"
works 'cmake: runs' b/outside
test "$SHARED" = 0 || uses 'cmake: libffi::ffi' shared b/outside
if test -e "$root$libdir/libffi.a"; then
  works 'cmake: the static library runs' b/outside-static
  uses 'cmake: libffi::ffi_static' static b/outside-static
fi

# Ranges of versions, where CMake knows them (3.19).
printf '%s\n' 'cmake_minimum_required (VERSION 3.19)' >ranges.cmake
if cmake -P ranges.cmake >log 2>&1; then
  for range in 3.4...3.8:0 '3.4...<4:0' '3.4...<3.6:1' '3.4...<3.8.0:1'; do
    rm -rf range
    mkdir range
    sed "s/libffi 3\.4/libffi ${range%:*}/; s/VERSION 3\.13/VERSION 3.19/" \
      "$project/CMakeLists.txt" >range/CMakeLists.txt
    cp "$project/main.c" range
    refused=0
    cmake -S range -B range/b -DCMAKE_PREFIX_PATH="$root$prefix" \
      -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF >log 2>&1 || refused=1
    test $refused = "${range#*:}" && echo "PASS: cmake: ${range%:*}" ||
      { cat log; echo "FAIL: cmake: ${range%:*}"; }
  done
fi

mkdir later
sed 's/libffi 3\.4/libffi 4/' "$project/CMakeLists.txt" >later/CMakeLists.txt
cp "$project/main.c" later
if cmake -S later -B later/b -DCMAKE_PREFIX_PATH="$root$prefix" >log 2>&1; then
  echo "FAIL: cmake: version 4 was found"
else
  grep -q 'requested version "4"' log && grep -q '3\.8\.0' log &&
    echo "PASS: cmake: version 4 is refused" ||
    { cat log; echo "FAIL: cmake: refused for another reason"; }
fi

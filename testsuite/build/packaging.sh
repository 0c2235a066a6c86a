# SPDX-License-Identifier: MIT
# packaging/make fills in the recipes of package managers: the version that the
# header names, the checksums of the tarball.  Each recipe is what its language
# allows.  Debian's packages have the same version.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }
test "$NATIVE" = 1 || { echo "a native build does this"; exit 77; }
version=$(sed -n 's/^#define FFI_VERSION_STRING "\(.*\)"/\1/p' \
  "$SRC/include/ffi.h")
test "$(sed -n '1s/libffi (\(.*\)-[0-9]*) .*/\1/p' "$SRC/debian/changelog")" = \
  "$version"
verdict $? 'the version of the Debian packages'
make=$SRC/packaging/make
url=https://example.org/releases/libffi-$version.tar.xz

# A release as far as the recipes need it.
mkdir -p "libffi-$version/include"
cp "$SRC/include/ffi.h" "libffi-$version/include"
cp "$SRC/LICENSE" "libffi-$version"
tar -cJf release.tar.xz "libffi-$version" || { echo "no xz"; exit 77; }

sh "$make" release.tar.xz "$url" recipes
verdict $? 'the recipes'
(cd recipes && find . -type f) | sort >files
printf './%s\n' alpine/APKBUILD arch/PKGBUILD conan/conanfile.py \
  homebrew/libffi.rb vcpkg/portfile.cmake vcpkg/vcpkg.json | diff - files
verdict $? 'a recipe for each package manager'
! grep -rE '@[A-Z0-9]+@' recipes
verdict $? 'no word of a template is left'
sums=$(sha256sum <release.tar.xz; sha512sum <release.tar.xz)
while read -r file; do
  case $file in
    *.json) grep -q "\"$version\"" "recipes/$file" ;;
    *)
      grep -qF "$url" "recipes/$file" && found=no &&
        for sum in $sums; do
          ! grep -qF "$sum" "recipes/$file" || found=yes
        done
      test "$found" = yes ;;
  esac
  verdict $? "$file: the release"
done <files
! grep -rF "$version" "$SRC/packaging"
verdict $? 'no version stands in a template'

# Bad input writes nothing.
refused ()
{
  sh "$make" "$@" 2>message && status=1 || status=0
  test "$status" = 0 && test "$(grep -c '^packaging/make: ' message)" = 1 &&
    test "$(wc -l <message)" = 1 && test ! -e bad
  verdict $? "refused: $*"
}
refused release.tar.xz "$url"
refused none.tar.xz "$url" bad
refused files "$url" bad
refused release.tar.xz https://example.org/libffi-1.0.tar.xz bad
refused release.tar.xz "$url|" bad
refused release.tar.xz https://example.org/ bad
sh "$make" release.tar.xz "$url" recipes 2>message && status=1 || status=0
verdict "$status" 'an existing folder is not written to'

# checked TOOL FILE COMMAND...: if the tool is there.
checked ()
{
  command -v "$1" >path || return 0
  tool=$1 file=$2
  shift 2
  "$@" >log 2>&1
  status=$?
  test $status = 0 || cat log
  verdict $status "$tool: $file"
}
cd recipes || exit 1
checked bash APKBUILD bash -n alpine/APKBUILD
checked bash PKGBUILD bash -n arch/PKGBUILD
# Their variables are read by the package manager.
checked shellcheck APKBUILD shellcheck -s sh -e SC2034,SC2154 alpine/APKBUILD
checked shellcheck PKGBUILD shellcheck -s bash -e SC2034,SC2154,SC2164 \
  arch/PKGBUILD
checked shellcheck make shellcheck "$make"
checked ruby libffi.rb ruby -wc homebrew/libffi.rb
checked python3 conanfile.py python3 -m py_compile conan/conanfile.py
checked python3 vcpkg.json python3 -m json.tool vcpkg/vcpkg.json

# The port with vcpkg's functions as far as it uses them.
cat >vcpkg/try.cmake <<'END'
foreach (name vcpkg_cmake_install vcpkg_copy_pdbs vcpkg_fixup_pkgconfig)
  function (${name})
    if (ARGN)
      message (FATAL_ERROR "arguments: ${ARGN}")
    endif ()
  endfunction ()
endforeach ()
function (vcpkg_download_distfile result)
  cmake_parse_arguments (PARSE_ARGV 1 a "" "FILENAME;SHA512" "URLS")
  file (SHA512 ${tarball} sum)
  if (NOT sum STREQUAL a_SHA512 OR NOT a_URLS MATCHES "/${a_FILENAME}$")
    message (FATAL_ERROR "another file: ${ARGN}")
  endif ()
  set (${result} ${tarball} PARENT_SCOPE)
endfunction ()
function (vcpkg_extract_source_archive result)
  cmake_parse_arguments (PARSE_ARGV 1 a "" "ARCHIVE" "")
  file (ARCHIVE_EXTRACT INPUT ${a_ARCHIVE} DESTINATION vcpkg/unpacked)
  file (GLOB folder ${CMAKE_CURRENT_LIST_DIR}/unpacked/*)
  set (${result} ${folder} PARENT_SCOPE)
endfunction ()
function (vcpkg_cmake_configure)
  cmake_parse_arguments (PARSE_ARGV 0 a "" "SOURCE_PATH" "OPTIONS")
  if (NOT a_OPTIONS STREQUAL
      "-DFFI_SHARED=1;-DFFI_STATIC=0;-DBUILD_TESTING=OFF")
    message (FATAL_ERROR "options: ${a_OPTIONS}")
  endif ()
endfunction ()
function (vcpkg_install_copyright)
  cmake_parse_arguments (PARSE_ARGV 0 a "" "" "FILE_LIST")
  if (NOT EXISTS ${a_FILE_LIST})
    message (FATAL_ERROR "no file ${a_FILE_LIST}")
  endif ()
endfunction ()
set (VCPKG_LIBRARY_LINKAGE dynamic)
set (CURRENT_PACKAGES_DIR ${CMAKE_CURRENT_LIST_DIR}/packages)
include (vcpkg/portfile.cmake)
END
checked cmake portfile.cmake cmake -Dtarball="$PWD/../release.tar.xz" \
  -P vcpkg/try.cmake

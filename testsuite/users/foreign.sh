# SPDX-License-Identifier: MIT
# CPython's own ctypes suite of another processor's Debian, run on this build's
# library under the emulator: its packages are unpacked, not installed.  Only
# in CI, since they are downloaded.
skip ()
{
  echo "$*"
  exit 77
}

[ "$NATIVE" != 1 ] && [ -n "$EMULATOR" ] || skip "users/ctypes.py does this"
[ "${CI:-}" = true ] || skip "downloads packages: only with CI=true"
[ -e "$BUILD/.libs/libffi.so.8" ] || skip "no ELF library"
arch=$(dpkg-architecture -t "$HOST" -qDEB_HOST_ARCH 2>/dev/null) &&
  multiarch=$(dpkg-architecture -t "$HOST" -qDEB_HOST_MULTIARCH 2>/dev/null) ||
  skip "Debian has no $HOST"

# An apt of its own for ARCH, whose sources are this machine's first.
set -- $(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' \
           'Created-By: Packages' 2>/dev/null | head -n 1)
[ $# = 3 ] || skip "no package sources here"
mkdir -p state/lists/partial cache/archives/partial etc root
: >status
echo "deb $*" >etc/sources.list
options="-q -q -o APT::Architecture=$arch -o APT::Architectures=$arch
  -o APT::Sandbox::User= -o Debug::NoLocking=1
  -o Dir::State=$PWD/state -o Dir::State::status=$PWD/status
  -o Dir::Cache=$PWD/cache
  -o Dir::Etc::sourcelist=$PWD/etc/sources.list -o Dir::Etc::sourceparts=-"
apt-get $options update >apt.log 2>&1 && [ ! -s apt.log ] ||
  skip "no packages of $arch: $(tail -n 1 apt.log)"
python=$(apt-cache $options search --names-only '^python3\.[0-9]+$' |
           sed 's/ .*//' | sort -V | tail -n 1)
[ -n "$python" ] || skip "no Python for $arch"
packages=$(apt-get $options install --no-install-recommends -s "$python" \
             "lib$python-testsuite" libffi8 2>>apt.log |
             sed -n 's/^Inst \([^ :]*\).*/\1/p')
[ -n "$packages" ] || skip "no packages of $arch: $(tail -n 1 apt.log)"
(cd cache && apt-get $options download $packages) >>apt.log 2>&1 ||
  skip "no packages of $arch: $(tail -n 1 apt.log)"
for package in cache/*.deb; do
  dpkg-deb -x "$package" root || exit 1
done
# Links to absolute names are to lead into root.
find root/lib* -maxdepth 1 -type l -lname '/*' | while read -r link; do
  ln -sfn "$PWD/root$(readlink "$link")" "$link"
done

path=$BUILD/.libs:$PWD/root/usr/lib/$multiarch:$PWD/root/lib/$multiarch
case $EMULATOR in
  *qemu-*)
    run="$EMULATOR -L $PWD/root -E LD_LIBRARY_PATH=$path" ;;
  */ld-linux*)
    export PYTHONHOME="$PWD/root/usr"
    run="$PWD/root/lib/$(basename "${EMULATOR%% *}") --library-path $path" ;;
  *)
    skip "not this emulator" ;;
esac
run="$run $PWD/root/usr/bin/$python"

cat >loaded.py <<'EOF'
import ctypes
print (ctypes.sizeof (ctypes.c_void_p))
print ({line.split ()[-1] for line in open ("/proc/self/maps")
        if "libffi" in line})
EOF
$run loaded.py >loaded 2>&1
grep -qF "$(readlink -f "$BUILD/.libs/libffi.so.8")" loaded ||
  { cat loaded; echo "Python does not run on this library"; exit 1; }
if [ -e "root/usr/lib/$python/ctypes/test" ]; then
  set -- -m ctypes.test
else
  set -- -m unittest test.test_ctypes
fi
$run "$@" >suite.log 2>&1
grep -E '^(Ran|OK|FAILED)' suite.log
grep -q '^Ran [1-9][0-9][0-9]' suite.log && grep -q '^OK' suite.log ||
  { tail -n 30 suite.log; exit 1; }

#!/usr/bin/env bash
# Downloads a release of unsoap, verifies its checksum, and says where the
# program is. Writes `binary` to GITHUB_OUTPUT.
set -euo pipefail

fail() {
  printf '::error title=unsoap::%s\n' "$1"
  exit 1
}

if [[ -n ${UNSOAP_BINARY:-} ]]; then
  [[ -x $UNSOAP_BINARY ]] || fail "the input binary names no program; leave it empty to use a release"
  printf 'binary=%s\n' "$UNSOAP_BINARY" >>"$GITHUB_OUTPUT"
  exit
fi

version=${UNSOAP_VERSION#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
  fail "the input version is no version, write for example 0.1.0"

case "$RUNNER_OS-$RUNNER_ARCH" in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  *) fail "there is no release for $RUNNER_OS on $RUNNER_ARCH; build one and name it by the input binary" ;;
esac

releases=${UNSOAP_RELEASES:-https://github.com/unsoap/unsoap/releases/download}
archive="unsoap-$target.tar.gz"
directory="$RUNNER_TEMP/unsoap-$version"
mkdir -p "$directory"
cd "$directory"
for file in "$archive" SHA256SUMS; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$releases/v$version/$file" ||
    fail "cannot download $file of release $version"
done

# Windows' bash and Linux have sha256sum, macOS has shasum.
if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
wanted=$(awk -v name="$archive" '{ sub(/^\*/, "", $2) } $2 == name { print $1 }' SHA256SUMS)
found=$("${sum[@]}" <"$archive" | awk '{ print $1 }')
[[ -n $wanted && $wanted == "$found" ]] || fail "the checksum of $archive is wrong, so it is not used"

tar -xzf "$archive"
binary=unsoap
[[ $RUNNER_OS == Windows ]] && binary=unsoap.exe
[[ -f $binary ]] || fail "$archive holds no $binary"
chmod +x "$binary"
printf 'binary=%s\n' "$directory/$binary" >>"$GITHUB_OUTPUT"

#!/bin/sh
# Makes a folder with a Python of another Debian release and the packages of a program, which runs on any Linux of its architecture:
#   python-home.sh RELEASE PACKAGES WHEELS RESULT
# The folder is RESULT/python. Debian's packages come from this machine's own mirror and are checked by Debian's signatures; WHEELS is a folder.
set -eu
release=$1 packages=$2 wheels=$3 result=$4/python
here=$(cd "$(dirname "$0")" && pwd)

# shellcheck disable=SC1091 # It is on the machine.
codename=$(. /etc/os-release && printf %s "${VERSION_CODENAME:-}")
# shellcheck disable=SC2016 # apt-get itself replaces these.
mirror() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v suite="$codename$1" '$2 == suite && $3 == "main" { print $1; exit }'
}
main=$(mirror '')
security=$(mirror -security)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p apt/state/lists/partial apt/cache/archives/partial debs unpacked
{
  echo "deb [signed-by=$keyring] ${main:-http://deb.debian.org/debian} $release main"
  echo "deb [signed-by=$keyring] ${security:-http://deb.debian.org/debian-security} $release-security main"
} >apt/sources.list
: >apt/status
apt() {
  apt-get -q -o Dir::State="$PWD/apt/state" -o Dir::State::status="$PWD/apt/status" -o Dir::Cache="$PWD/apt/cache" \
    -o Dir::Etc::SourceList="$PWD/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o APT::Sandbox::User=root "$@"
}
apt update
# shellcheck disable=SC2086 # A list of words.
apt download $packages
mv ./*.deb debs/
for archive in debs/*.deb; do dpkg-deb --extract "$archive" unpacked; done

mkdir -p "$result/bin" "$result/lib" "$result/libraries" "$result/site"
cp -a unpacked/usr/lib/python3.13 "$result/lib/"
cp unpacked/usr/bin/python3.13 "$result/bin/"
find unpacked -path '*-linux-gnu/*' -name '*.so*' ! -path '*/gconv/*' ! -type d | while read -r library; do
  cp -L "$library" "$result/libraries/" 2>/dev/null || true
done
find unpacked -name 'ld-linux-*.so.*' | head -n 1 | while read -r loader; do
  cp -L "$loader" "$result/libraries/loader"
done
# Links of Debian's own to files outside of the package.
find "$result/lib" -xtype l -delete

python3 "$here/unpack-wheels.py" "$result/site" "$wheels"/*.whl
find "$result/site" -name '*.map' -delete
find "$result" -name '__pycache__' -type d -prune -exec rm -rf {} +

cat >"$result/bin/python" <<'END'
#!/bin/sh
# Python with the C library that it was built for, which this machine may not have. A task of Nomad has no dirname.
root=$(cd "${0%/*}/.." && pwd)
export PYTHONHOME="$root" PYTHONPATH="$root/site" PYTHONDONTWRITEBYTECODE=1
exec "$root/libraries/loader" --library-path "$root/libraries" "$root/bin/python3.13" "$@"
END
chmod 755 "$result/bin/python"

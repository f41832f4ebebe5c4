# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: home, and copy, an archive of what Headscale knew.

verify() {
  [ ! -e "$copy" ]
}

# The folder is Headscale's own, where it could lay links: root only hands the archive over, and Headscale's account writes.
as_headscale() { setpriv --reuid=headscale --regid=headscale --init-groups "$@"; }

# The database comes last: a run that is cut off before it starts over.
apply() {
  if [ ! -e "$home/db.sqlite" ]; then
    systemctl stop headscale 2>/dev/null || true
    # shellcheck disable=SC2016 # the inner shell expands them
    as_headscale sh -euc '
      umask 077
      rm -rf "$1/copy"
      mkdir "$1/copy"
      tar -C "$1/copy" --no-same-owner -xf -
      for name in noise_private.key derp_server_private.key db.sqlite-wal db.sqlite; do
        [ ! -e "$1/copy/$name" ] || mv -fT "$1/copy/$name" "$1/$name"
      done
      rm -rf "$1/copy"
    ' sh "$home" <"$copy"
  fi
  rm -f "$copy"
}

undo() {
  rm -f "$copy"
}

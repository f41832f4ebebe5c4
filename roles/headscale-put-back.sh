# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: home, and copy, an archive of what Headscale knew.

verify() {
  [ ! -e "$copy" ]
}

apply() {
  if [ ! -e "$home/db.sqlite" ]; then
    systemctl stop headscale 2>/dev/null || true
    rm -rf "$home/copy"
    mkdir -m 700 "$home/copy"
    tar -C "$home/copy" --no-same-owner -xf "$copy"
    chown -R headscale:headscale "$home/copy"
    # The database comes last: a run that is cut off before it starts over.
    for name in noise_private.key derp_server_private.key db.sqlite-wal db.sqlite; do
      [ ! -e "$home/copy/$name" ] || mv -f "$home/copy/$name" "$home/$name"
    done
    rm -rf "$home/copy"
  fi
  rm -f "$copy"
}

undo() {
  rm -f "$copy"
}

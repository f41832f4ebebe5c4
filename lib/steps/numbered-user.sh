# shellcheck shell=sh
# shellcheck disable=SC2154 # values of the step, and state

is_made() { [ "$(getent passwd "$name" | cut -d: -f6,7)" = "$home:/usr/sbin/nologin" ]; }

# passwd or group
is_others() {
  holder=$(getent "$1" "$uid" | cut -d: -f1)
  [ -n "$holder" ] && [ "$holder" != "$name" ]
}

renumber() {
  # usermod refuses where a process of the account runs; the tasks that do are replaced by those that need the number. The editors of the
  # two files take one that was saved within the same second as unchanged.
  former=$(id -u "$name")
  EDITOR="sleep 1.1 && sed -i s/^$name:x:[0-9]*:[0-9]*:/$name:x:$uid:$uid:/" vipw >/dev/null 2>&1
  EDITOR="sleep 1.1 && sed -i s/^$name:x:[0-9]*:/$name:x:$uid:/" vigr >/dev/null 2>&1
  if [ "$(id -u "$name"):$(id -g "$name")" != "$uid:$uid" ]; then
    echo "the account $name could not get the number $uid; it has $(id -u "$name")"
    exit 1
  fi
  [ ! -d /srv/hearth/volumes ] || find /srv/hearth/volumes -xdev -uid "$former" -exec chown -h "$uid:$uid" {} +
}

verify() {
  is_made && [ "$(getent passwd "$name" | cut -d: -f3,4)" = "$uid:$uid" ]
}

apply() {
  if is_others passwd || is_others group; then
    echo "the number $uid, by which the image knows $name, is somebody else's here: $(getent passwd "$uid" || getent group "$uid")"
    exit 1
  fi
  if is_made; then
    renumber
  else
    getent group "$uid" >/dev/null || groupadd --gid "$uid" "$name"
    make_account "$name" --system --gid "$uid" --home-dir "$home" --no-create-home --shell /usr/sbin/nologin --uid "$uid"
  fi
}

undo() {
  remove_account "$name"
}

# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: name and home.

verify() {
  [ "$(getent passwd "$name" | cut -d: -f6,7)" = "$home:/bin/bash" ]
}

apply() {
  if getent passwd "$name" >/dev/null; then
    usermod -s /bin/bash -d "$home" "$name"
  else
    useradd -m -d "$home" -s /bin/bash "$name"
  fi
}

# A person's files are theirs: undo shuts the account and keeps the home folder.
undo() {
  if getent passwd "$name" >/dev/null; then userdel "$name"; fi
}

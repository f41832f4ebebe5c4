# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: name and home. A person's account that is there already is kept as it is: its home, its shell and its files.

verify() {
  entry=$(getent passwd "$name")
  [ "$(printf %s "$entry" | cut -d: -f3)" -ge 1000 ]
  case $entry in */nologin | */false) return 1 ;; esac
}

apply() {
  make_account "$name" -m -d "$home" -s /bin/bash
}

# A person's files are theirs: undo keeps the home folder.
undo() {
  remove_account "$name"
}

# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: name, home and content.

verify() {
  file_is "$home/.ssh/authorized_keys" 600 "$name:$name" "$content"
}

apply() {
  install -d -m 700 -o "$name" -g "$name" "$home/.ssh"
  file_write "$home/.ssh/authorized_keys" 600 "$name:$name" "$content"
}

undo() {
  file_undo "$home/.ssh/authorized_keys" 600 "$name:$name" "$content"
}

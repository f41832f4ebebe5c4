# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: path, content and stamp.

verify() {
  file_is "$path" 644 root:root "$content" && [ "$(cat "$stamp" 2>/dev/null)" = "$(digest_of "$path")" ]
}

apply() {
  file_write "$path" 644 root:root "$content"
  # A configuration that sshd refuses must never be the one that the next start reads.
  mkdir -p /run/sshd
  sshd -t || { file_undo "$path" 644 root:root "$content"; exit 1; }
  systemctl reload ssh
  mkdir -p "$(dirname "$stamp")"
  digest_of "$path" >"$stamp"
}

undo() {
  file_undo "$path" 644 root:root "$content"
  rm -f "$stamp"
  sshd -t && systemctl reload ssh
}

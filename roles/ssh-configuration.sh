# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: path, content and stamp; logins, accounts to ask sshd about; and expected, lines of LOGIN KEYWORD VALUE.

verify() {
  file_is "$path" 644 root:root "$content" && [ "$(cat "$stamp" 2>/dev/null)" = "$(digest_of "$path")" ] && is_in_force
}

# Another file may come first and win, or the main file may not include ours: what counts is what sshd makes of all of them.
is_in_force() {
  for login in $logins; do
    seen=$(sshd -T -C "user=$login,host=localhost,addr=127.0.0.1") || return 1
    printf '%s\n' "$expected" | differences "$login" && continue
    echo "find the line with: grep -ri KEYWORD /etc/ssh/sshd_config /etc/ssh/sshd_config.d"
    return 1
  done
}

# differences LOGIN: says each line that does not hold for it, and fails if there is one.
differences() {
  found=no
  while read -r who keyword value; do
    [ "$who" = "$1" ] || continue
    got=$(printf '%s\n' "$seen" | sed -n "s/^$keyword //p" | sort | tr '\n' ' ')
    [ "$got" != "$value " ] || continue
    echo "sshd has $keyword ${got:-unset }for $1 instead of $value: another line in its configuration comes first"
    found=yes
  done
  [ "$found" = no ]
}

reload() { if systemctl is-active --quiet ssh; then systemctl reload ssh; fi; }

apply() {
  file_write "$path" 644 root:root "$content"
  # A configuration that sshd refuses, or that does not say what it should, must never be the one that the next start reads.
  mkdir -p /run/sshd
  { sshd -t && is_in_force; } || { file_undo "$path" 644 root:root "$content"; exit 1; }
  reload
  mkdir -p "$(dirname "$stamp")"
  digest_of "$path" >"$stamp"
}

undo() {
  file_undo "$path" 644 root:root "$content"
  rm -f "$stamp"
  sshd -t && reload
}

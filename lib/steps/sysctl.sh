# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: path, and content, which is lines of `key = value`.

# A key of something that the kernel does not have, such as IPv6 when it is switched off at boot, is left out.
in_force() {
  printf %s "$content" | while read -r key _ value; do
    [ -e "/proc/sys/$(printf %s "$key" | tr . /)" ] || continue
    [ "$(sysctl -n "$key" | tr '\t' ' ')" = "$value" ] || exit 1
  done
}

verify() {
  file_is "$path" 644 root:root "$content"
  in_force
}

apply() {
  file_write "$path" 644 root:root "$content"
  sysctl -q -e -p "$path"
}

undo() {
  file_undo "$path" 644 root:root "$content"
}

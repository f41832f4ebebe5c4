# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: path, and content, which is lines of `key = value`. A `*` in a key stands for every network interface.

# settings COMMAND: calls it with the file in /proc/sys and the value of each setting. What the kernel does not have, such as IPv6
# when it is switched off at boot, is left out.
settings() {
  printf %s "$content" | while read -r key _ value; do
    for setting in /proc/sys/$(printf %s "$key" | tr . /); do
      [ ! -e "$setting" ] || "$1" "$setting" "$value" || exit 1
    done
  done
}

# In a container, the kernel's own settings are the host's and can only be read.
is_so() { [ "$(tr '\t' ' ' <"$1")" = "$2" ] || findmnt -n -o OPTIONS -T "$1" | grep -q '^ro'; }
make_so() { is_so "$1" "$2" || printf '%s\n' "$2" >"$1"; }

verify() {
  file_is "$path" 644 root:root "$content"
  settings is_so
}

apply() {
  file_write "$path" 644 root:root "$content"
  settings make_so
}

undo() {
  file_undo "$path" 644 root:root "$content"
}

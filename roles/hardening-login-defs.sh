# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: path, and wanted, lines of KEY VALUE. The file is Debian's: only these lines of it change.

verify() {
  printf '%s\n' "$wanted" | while read -r key value; do
    [ "$(awk -v key="$key" '$1 == key { print $2 }' "$path")" = "$value" ] || exit 1
  done
}

# The first original is kept, so that undo can put the lines back.
apply() {
  mkdir -p "$state/hardening"
  [ -e "$state/hardening/login.defs" ] || cp -p "$path" "$state/hardening/login.defs"
  with_lines "$wanted"
}

# with_lines LINES: replaces the lines of these keys by the given ones. A key without a value loses its line.
with_lines() {
  changed=$(printf '%s\n' "$1" | awk '
    FILENAME == "-" { keys[$1] = 1; if (NF > 1) lines[++count] = $1 "\t" $2; next }
    !($1 in keys) { print }
    END { for (i = 1; i <= count; i++) print lines[i] }' - "$path")
  new=$(mktemp "$path.hearth-XXXXXXXX")
  printf '%s\n' "$changed" >"$new"
  chmod 644 "$new"
  mv -fT "$new" "$path"
}

undo() {
  [ -e "$state/hardening/login.defs" ] || return 0
  with_lines "$(printf '%s\n' "$wanted" | while read -r key _; do
    echo "$key $(awk -v key="$key" '$1 == key { print $2 }' "$state/hardening/login.defs")"
  done)"
  rm -f "$state/hardening/login.defs"
}

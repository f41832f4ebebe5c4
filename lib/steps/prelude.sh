# shellcheck shell=sh
# shellcheck disable=SC2154 # the compiled script sets role, secret and log
# The part that every unit's script shares. POSIX shell; runs as root on the node with the verb as its argument.

state=/var/lib/hearth

say() { printf '%s/%s: %s\n' "$role" "$1" "$2"; }

# Runs a function with errexit in a subshell of its own. Never called from a condition, where errexit would be ignored.
attempt() { mark=$(stat -c %s "$log" 2>/dev/null || echo 0); (set -eu; "$@") >>"$log" 2>&1; status=$?; }

# An interrupted run leaves its script running: wait for it, then end it.
lock() {
  exec 9>>/run/hearth/lock
  if ! flock -w 60 9; then
    kill -TERM -- "-$(cat /run/hearth/holder)" 2>/dev/null
    flock -w 15 9 || { say lock "failed: another run holds the node"; exit 75; }
  fi
  ps -o pgid= $$ | tr -d ' ' >/run/hearth/holder
  resume
}

# What the failed step printed goes to stderr, unless it may hold a secret.
fail() {
  say "$1" "$2"
  if [ "$secret" = no ]; then tail -c "+$((mark + 1))" "$log" | tail -n 20 >&2; fi
  revert
  exit 1
}

# wait_for SECONDS COMMAND…: until the command succeeds. It is a condition, so errexit does not hold inside it.
wait_for() {
  deadline=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

# file_is PATH MODE OWNER CONTENT
file_is() { [ "$(stat -c '%a %U:%G' "$1" 2>/dev/null)" = "$2 $3" ] && printf %s "$4" | cmp -s - "$1"; }

# Whether only root decides what stands at a path. Below a folder that somebody else may change, a link could be waiting that makes
# root write into another file, or give it away.
is_in_safe_place() { # PATH
  for parent in "$(dirname "$1")" "$(readlink -m "$(dirname "$1")")"; do
    while [ "$parent" != / ]; do
      is_roots "$parent" || { echo "others than root may change $parent, so root does not write below it"; return 1; }
      parent=$(dirname "$parent")
    done
  done
}

# A folder that is not there yet will be made by root. Into one with the sticky bit others may put files, but not replace root's.
is_roots() { # FOLDER
  seen=$(stat -c '%u %A' "$1" 2>/dev/null) || return 0
  case ${seen%% *} in 0 | "$(id -u)") ;; *) return 1 ;; esac
  case ${seen#* } in l* | ????????-? | *[tT]) ;; *) return 1 ;; esac
}

# The original file is kept once, so that undo can restore it.
file_write() {
  if [ -d "$1" ]; then echo "$1 is a folder"; return 1; fi
  is_in_safe_place "$1" || return 1
  mkdir -p "$(dirname "$1")" "$(dirname "$state/kept$1")" "$(dirname "$state/owned$1")"
  if [ -e "$1" ] && [ ! -e "$state/owned$1" ]; then cp -a "$1" "$state/kept$1"; fi
  # A new file of a name that nobody can foresee; it is refused if there is one.
  temporary=$(mktemp "$1.hearth-XXXXXXXX") || return 1
  # cat reports why it cannot write; dash's printf does not.
  printf %s "$4" | cat >"$temporary" || { rm -f "$temporary"; return 1; }
  chown -h "$3" "$temporary"
  chmod "$2" "$temporary"
  mv -fT "$temporary" "$1"
  own "$1"
}

# Removes a file only if it still has our content and no other unit has taken it over.
file_undo() {
  case $(cut -d ' ' -f 1 "$state/owned$1" 2>/dev/null) in "" | "$role") ;; *) return 0 ;; esac
  if [ -e "$1" ] && printf %s "$4" | cmp -s - "$1"; then file_drop "$1"; fi
  rm -f "$state/owned$1"
  case $1 in /etc/hearth/*) rmdir -p --ignore-fail-on-non-empty "$(dirname "$1")" 2>/dev/null || true ;; esac
}

# Restores the original file.
file_drop() {
  is_in_safe_place "$1" || return 1
  if [ -e "$state/kept$1" ]; then mv -fT "$state/kept$1" "$1"; else rm -f "$1"; fi
}

# own PATH…: the files are this unit's, with the content that they have now.
own() {
  for mine in "$@"; do
    [ -d "$(dirname "$state/owned$mine")" ] || mkdir -p "$(dirname "$state/owned$mine")"
    echo "$role $(sha256sum <"$mine")" >"$state/owned$mine"
  done
}

# release PATH…: the unit has no files but these any more. Its former ones go, unless they were changed by hand.
release() {
  former=$(others_owned "$@")
  [ -n "$former" ] || return 0
  [ -z "$guard_paths" ] || guard_paths="$guard_paths $former"
  arm
  for gone in $former; do
    attempt leave "$gone"
    [ "$status" = 0 ] || fail "file $gone" "failed to go"
    say "file $gone" removed
  done
}

others_owned() {
  [ ! -d "$state/owned" ] || find "$state/owned" -type f | while read -r mark; do
    read -r owner _ <"$mark" && [ "$owner" = "$role" ] || continue
    for named in "$@"; do [ "$state/owned$named" != "$mark" ] || continue 2; done
    is_in_safe_place "${mark#"$state/owned"}" >/dev/null || continue
    printf '%s\n' "${mark#"$state/owned"}"
  done
}

# Stop a service before its systemd unit is removed.
leave() {
  name=$(basename "$1" .service)
  if [ "$1" = "/etc/systemd/system/$name.service" ]; then
    systemctl disable --now --quiet "$name" 2>/dev/null || true
    rm -f "$state/started/$name"
  fi
  if [ "$role $(sha256sum <"$1" 2>/dev/null)" = "$(cat "$state/owned$1")" ]; then file_drop "$1"; fi
  rm -f "$state/owned$1"
  case $1 in /etc/systemd/*) systemctl daemon-reload ;; esac
}

# make_account NAME OPTION…: an account that is there already is somebody's, and stays as it is.
make_account() {
  account=$1
  shift
  if getent passwd "$account" >/dev/null; then
    echo "there is an account $account already, and it is not one that this step makes: $(getent passwd "$account")"
    return 1
  fi
  mkdir -p "$state/accounts"
  touch "$state/accounts/$account"
  useradd "$@" "$account"
}

# Removes only an account that make_account has made.
remove_account() { # NAME
  [ -e "$state/accounts/$1" ] || return 0
  if getent passwd "$1" >/dev/null; then userdel "$1"; fi
  rm -f "$state/accounts/$1"
}

# Changes when any of the files is changed, added or removed.
digest_of() { sha256sum "$@" 2>/dev/null | sha256sum | cut -c1-64; }

# Lock-out protection: guard_paths go back as they were unless a fresh connection confirms within 30 seconds.
guard_paths='' guard_reload=''
guard_timer=hearth-revert-$role
guard_script=/run/hearth/revert-$role
armed=no

arm() {
  [ -n "$guard_paths" ] && [ "$armed" = no ] || return 0
  mkdir -p "$state/guard"
  (cd / && for path in $guard_paths; do [ ! -e "$path" ] || printf '%s\n' "${path#/}"; done | tar -cf "$state/guard/$role.tar" -T -)
  {
    printf 'rm -rf %s\n' "$guard_paths"
    printf 'tar -C / -xf %s\n' "$state/guard/$role.tar"
    printf '%s\n' "$guard_reload"
    printf 'touch %s\nrm -f %s\n' "$state/guard/$role.reverted" "$guard_script"
  } >"$guard_script.new"
  mv -f "$guard_script.new" "$guard_script"
  start_timer
}

start_timer() {
  if systemd-run --quiet --collect --unit="$guard_timer" --on-active=30 --timer-property=AccuracySec=1s sh "$guard_script"; then
    armed=yes
    return
  fi
  rm -f "$guard_script"
  say guard "failed: the timer that would revert the change did not start, so nothing was changed"
  exit 1
}

# An interrupted run leaves its timer. If it has fired, it ends its work before ours begins; if not, it starts over, and
# leads back to what was there before the change that nobody has confirmed.
resume() {
  [ -n "$guard_paths" ] || return 0
  systemctl stop "$guard_timer.timer" 2>/dev/null
  wait_for 20 has_reverted
  rm -f "$state/guard/$role.reverted"
  [ ! -e "$guard_script" ] || start_timer
}

has_reverted() { ! systemctl is-active --quiet "$guard_timer.service"; }

revert() {
  [ "$armed" = yes ] || return 0
  systemctl stop "$guard_timer.timer" 2>/dev/null
  sh "$guard_script" >>"$log" 2>&1
  say guard "reverted"
}

confirm() {
  if [ -e "$state/guard/$role.reverted" ]; then
    rm -f "$state/guard/$role.reverted"
    say guard "failed: the change was not confirmed in time and has been reverted"
    exit 1
  fi
  [ -e "$guard_script" ] || return 0
  systemctl stop "$guard_timer.timer"
  rm -f "$guard_script"
  say guard confirmed
}

drift=0

# apply_step NUMBER ID
apply_step() {
  attempt "verify_$1"
  if [ "$status" = 0 ]; then say "$2" ok; return; fi
  arm
  attempt "apply_$1"
  [ "$status" = 0 ] || fail "$2" failed
  attempt "verify_$1"
  [ "$status" = 0 ] || fail "$2" "failed: applied, but verify still fails"
  say "$2" changed
}

verify_step() {
  attempt "verify_$1"
  if [ "$status" = 0 ]; then say "$2" ok; else say "$2" drifted; drift=1; fi
}

# Ends with 2 if a step has drifted.
end_verify() { [ "$drift" = 0 ] || exit 2; }

undo_step() {
  arm
  attempt "undo_$1"
  [ "$status" = 0 ] || fail "$2" failed
  say "$2" undone
}

# shellcheck shell=sh
# shellcheck disable=SC2154 # hearth-unit, which reads this file, sets folder and self
# Being root on a node, with or without a password; lib/ssh/as-root.ts does the same.

asks_for_password() { [ -s "$folder/sudo/$1" ]; }

# shellcheck disable=SC2016 # the node expands them
skip='while IFS= read -r line && [ "$line" != "end of the password" ]; do :; done; exec "$@"'

# become NODE: the words in front of what root runs there.
become() {
  if asks_for_password "$1"; then
    printf "sh -c '%s' sh '%s' strict" "$(grep -v '^#' "${self%/*}/../ssh/with-password.sh" | tr '\n' ' ')" "$skip"
  else
    printf 'sudo -n'
  fi
}

# root_on NODE WORDS…: runs a command there as root, with our stdin.
root_on() {
  on=$1
  shift
  if asks_for_password "$on"; then
    { cat "$folder/sudo/$on" -; } | ssh_node "$on" "$(become "$on") $*"
  else
    ssh_node "$on" "sudo -n $*"
  fi
}

# check_root NODE: on a channel of its own, before anything is sent.
check_root() {
  root_on "$1" true </dev/null 2>/dev/null && return
  if asks_for_password "$1"; then
    fail SUDO_REFUSED "sudo on $1 refuses the password; save the right one with: hearth secrets create NAME"
  fi
  fail SUDO_REFUSED "sudo on $1 asks for a password; name it with ssh.sudoPassword, or let the login user run sudo without one"
}

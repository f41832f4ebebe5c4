# shellcheck shell=sh
# shellcheck disable=SC2154 # hearth-unit, which reads this file, sets node and folder
# What a node requests from Headscale, a control server on a machine of the cluster.

# As the machine that we are logged in to was reached: that is where other machines reach it too. The login shell may be zsh, which
# does not split variables, or fish, which has another syntax: so sh reads it.
# shellcheck disable=SC2016 # that machine expands them
reached="sh -c 'set -- \$SSH_CONNECTION; case \$3 in 127.*|::1|fe80:*) hostname -I | cut -d\" \" -f1 ;; *) echo \"\$3\" ;; esac'"

overlay_join() { # CONTROL: where it is, and a key for one use if it does not know the node
  ssh_node "$1" "$reached" </dev/null | hand_over control-address ||
    fail NODE_UNREACHABLE "$1, which holds the overlay together, does not answer over SSH"
  ask_for_key "$1" || fail UNIT_FAILED "$1 made no key for $node to join the overlay"
}

ask_for_key() { # CONTROL
  known=$(node_status | sed -n 's/.*"PublicKey": "\(nodekey:[0-9a-f]*\)".*/\1/p')
  fresh=$(root_on "$1" "hearth-join-key $node $known" </dev/null) || return
  [ -z "$fresh" ] || printf '%s\n' "$fresh" | hand_over join-key
}

# After a machine has joined. Headscale sends the others its address at once, but may leave out the packet filter that lets it in: if
# one of them reports something of itself in that moment, Headscale 0.28 takes the change of the filter for part of that report,
# which it answers without one (UpdateNodeFromMapRequest). The others then drop all that the new machine sends. On SIGHUP it sends
# the filter to all.
overlay_announce() { # CONTROL
  root_on "$1" systemctl kill --signal=HUP --kill-whom=main headscale </dev/null ||
    fail UNIT_FAILED "Headscale on $1 could not be told to let $node in; run: hearth up"
}

# What the node's Headscale knows is kept here, for this user alone: with it a machine that was installed again is to all others
# the one that was lost.
copy=$folder/headscale-$node.tar

make_copy() {
  (umask 077 && root_on "$node" hearth-headscale-copy </dev/null >"$copy.new") &&
    tar -tf "$copy.new" ./db.sqlite ./noise_private.key >/dev/null &&
    mv -f "$copy.new" "$copy"
}

overlay_keep() {
  make_copy && return
  rm -f "$copy.new"
  fail UNIT_FAILED "no copy could be made of what Headscale on $node knows"
}

overlay_put_back() {
  [ -e "$copy" ] || return 0
  root_on "$node" test -e /var/lib/headscale/db.sqlite </dev/null && return
  hand_over headscale.tar <"$copy" || fail UNIT_FAILED "the copy of what Headscale knew could not be brought to $node"
}

# An overlay that was undone must not be restored.
overlay_forget() { rm -f "$copy"; }

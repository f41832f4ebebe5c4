#!/bin/sh
# Whether the worker listens, and whether a connection has waited too long to be served: serves.sh PORT [TABLE], with the port in
# hexadecimal as /proc/net/tcp has it.
#
# The worker serves one connection at a time, and that is the head's. A head whose machine lost power does not close its
# connection, so the worker would wait for it forever, and the next head for the worker.
port=$1 table=${2:-/proc/net/tcp}

# Seconds that a connection may wait: longer than a batch, which the worker computes to the end even if its head is gone. A head that
# ended closed its connection; behind one that is still open nobody waits for a batch, but for a machine without power.
limit=20
limit_behind_open=5

# Holds since when a connection has been waiting. Empty: none is.
waiting=local/waiting

# Columns 2, 4, 5 and 10: local address and port, the state, of which 01 is ESTABLISHED and 0A is LISTEN, two numbers in hexadecimal,
# and the inode, which a connection has once it is accepted. The second number of a listening socket is how many are not.
listening=''
while read -r _ local _ state queues _ _ _ _ inode _; do
  case "$local $state $inode" in
  *:"$port 0A "*) listening=yes count=${queues#*:} ;;
  *:"$port 01 0") ;;
  *:"$port 01 "*) limit=$limit_behind_open ;;
  esac
done <"$table"
[ -n "$listening" ] || exit 2

case $count in
  *[!0]*) ;;
  *)
    [ ! -s "$waiting" ] || true >"$waiting"
    exit 0
    ;;
esac
read -r now _ </proc/uptime
now=${now%.*}
since=''
[ ! -s "$waiting" ] || read -r since <"$waiting"
if [ -z "$since" ]; then
  since=$now
  echo "$since" >"$waiting"
fi
[ $((now - since)) -lt "$limit" ] && exit 0
echo "a head has waited for $((now - since)) s, since the worker still serves the one before"
exit 2

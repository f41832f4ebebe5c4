#!/bin/sh
# Whether the worker listens, and whether a connection has waited too long to be served: serves.sh PORT [TABLE], with the port in
# hexadecimal as /proc/net/tcp has it.
#
# The worker serves one connection at a time, and that is the head's. A head whose machine lost power does not close its
# connection, so the worker would wait for it forever, and the next head for the worker.
port=$1 table=${2:-/proc/net/tcp}

# Seconds that a connection may wait: longer than a batch, which the worker computes to the end even if its head is gone.
limit=20

# Holds since when a connection has been waiting. Empty: none is.
waiting=local/waiting

# Columns 2, 4 and 5: local address and port, the state, of which 0A is LISTEN, and two numbers in hexadecimal. The second one of a
# listening socket is how many connections wait to be accepted.
listening=''
while read -r _ local _ state queues _; do
  case "$local $state" in *:"$port 0A") listening=yes count=${queues#*:} ;; esac
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
echo "a head has waited for $((now - since)) s, since the connection to the one before is still open"
exit 2

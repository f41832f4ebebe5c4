#!/bin/sh
# Runs the head over its workers, with the options in WHOLE. While a worker is lost it runs what REDUCED says, on this machine alone,
# and returns to the first when the workers are back. Without REDUCED it waits for them. All arguments go to llama-server.
#
# Nomad starts this script again when it ends, which it does when the head ended by itself. A task has a shell, curl, and hardly any
# other program.
server=local/llama.cpp/bin/llama-server

# Seconds: until the workers are given up at a start, since one that was only killed is back by then; and how long they have to be back
# before the head is stopped for them. A test has shorter seconds.
patience=12
settle=10
second=${SECOND:-1}

workers=''
have_workers() {
  read -r workers <local/workers && [ -n "$workers" ]
}

# A check found that this head is silent and a worker gone: it waits for an answer that never comes.
is_stuck() {
  for silence in local/silence-*; do
    read -r since of 2>/dev/null <"$silence" || continue
    [ "$since" != lost ] || [ "$of" != "$number" ] || return 0
  done
  return 1
}

# Nobody waits for an answer. A head that does not say so counts as idle.
is_idle() {
  # Nomad sets both.
  # shellcheck disable=SC2154
  metrics=$(curl -q --noproxy '*' -sS --max-time 2 "http://${NOMAD_IP_http}:${NOMAD_PORT_http}/metrics" 2>/dev/null)
  case $metrics in
  *"
llamacpp:requests_processing "[1-9]*) return 1 ;;
  esac
}

# Decides what the head runs. "$1": seconds to wait for the workers.
choose() {
  waited=0
  until have_workers; do
    [ "$waited" -gt 0 ] || echo "waiting until every RPC worker passes its check in Consul" >&2
    if [ -n "$REDUCED" ] && [ "$waited" -ge "$1" ]; then
      echo "a worker is lost, so this head $REDUCED_TEXT" >&2
      echo "a worker is lost, so it $REDUCED_TEXT" >local/reduced
      return
    fi
    sleep "$second"
    waited=$((waited + 1))
  done
  : >local/reduced
}

start() {
  # Options hold no spaces.
  # shellcheck disable=SC2086
  if [ -s local/reduced ]; then
    "$server" "$@" $REDUCED &
  else
    # The workers come first: the devices among the options are theirs.
    "$server" --rpc "$workers" "$@" $WHOLE &
  fi
  head=$!
  # With the time, since another head may have had the same number.
  read -r now _ </proc/uptime
  number=$head@$now
  echo "$head $number" >local/head.pid
}

# Ends the head with a signal; one that does not end is killed.
stop() {
  kill "-$1" "$head"
  left=5
  while [ "$left" -gt 0 ] && kill -0 "$head" 2>/dev/null; do
    sleep "$second"
    left=$((left - 1))
  done
  kill -KILL "$head" 2>/dev/null
  wait "$head"
}

head=''
# Nomad stops this script, which stops the head.
trap '[ -z "$head" ] || stop TERM; exit 143' TERM INT
choose "$patience"
start "$@"
back=0
while sleep "$second"; do
  if ! kill -0 "$head" 2>/dev/null; then
    wait "$head"
    exit
  elif [ -s local/reduced ]; then
    if have_workers; then back=$((back + 1)); else back=0; fi
    if [ "$back" -ge "$settle" ] && is_idle; then
      echo "the workers are back" >&2
      stop TERM
      back=0
      choose "$patience"
      start "$@"
    fi
  elif is_stuck; then
    stop KILL
    choose 0
    start "$@"
  fi
done

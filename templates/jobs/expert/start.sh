#!/bin/sh
# Starts the head once it has the addresses of its workers.
told=''
until read -r workers <local/workers && [ -n "$workers" ]; do
  [ -n "$told" ] || echo "waiting until every RPC worker passes its check in Consul" >&2
  told=yes
  sleep 1
done
exec local/llama.cpp/bin/llama-server --rpc "$workers" "$@"

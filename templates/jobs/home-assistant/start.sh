#!/bin/sh
# Home Assistant has its configuration beside its data.
set -eu
cp /local/configuration.yaml /data/configuration.yaml
for name in automations scenes; do
  [ -e "/data/$name.yaml" ] || echo '[]' >"/data/$name.yaml"
done
[ -e /data/scripts.yaml ] || echo '{}' >/data/scripts.yaml
rm -f /alloc/data/set-up
exec /local/program/python/bin/python -m homeassistant --config /data --skip-pip

#!/bin/sh
# Home Assistant has its configuration beside its data. A task has a shell and cat, but neither cp nor rm.
set -eu
cat /local/configuration.yaml >/data/configuration.yaml
for name in automations scenes; do
  [ -e "/data/$name.yaml" ] || echo '[]' >"/data/$name.yaml"
done
[ -e /data/scripts.yaml ] || echo '{}' >/data/scripts.yaml
exec /local/program/python/bin/python -m homeassistant --config /data --skip-pip

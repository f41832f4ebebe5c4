#!/bin/sh
# usage: start.sh [PYTHON]       Python of an image, whose authorities are without the cluster's; else the one from the depot.
# Home Assistant has its configuration beside its data. A task has a shell and cat, but neither cp nor rm.
set -eu
cat /local/configuration.yaml >/data/configuration.yaml
for name in automations scenes; do
  [ -e "/data/$name.yaml" ] || echo '[]' >"/data/$name.yaml"
done
[ -e /data/scripts.yaml ] || echo '{}' >/data/scripts.yaml
case ${REQUESTS_CA_BUNDLE-} in
  /tmp/*) cat /etc/ssl/certs/ca-certificates.crt /local/ca.pem >"$REQUESTS_CA_BUNDLE" ;;
esac
exec "${1-/local/program/python/bin/python}" -m homeassistant --config /data --skip-pip

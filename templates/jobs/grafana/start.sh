#!/bin/sh
# The owner's password is the stack's, also after it was changed there; Grafana itself takes it only while it makes its database.
set -u
home=/local/program/grafana
grafana=$home/bin/grafana
if [ -f /data/grafana.db ]; then
  "$grafana" cli --homepath "$home" --config /local/grafana.ini admin reset-admin-password --password-from-stdin \
    </secrets/password >/dev/null || echo "The owner's password could not be set; the former one still holds." >&2
fi
exec "$grafana" server --homepath="$home" --config=/local/grafana.ini

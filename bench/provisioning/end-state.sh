# shellcheck shell=sh
# shellcheck disable=SC2154 # the benchmark sets the variables that are not set here
# shellcheck disable=SC2016 # an inner shell takes its values as arguments
# What a machine has to be after either side has made it. POSIX shell, run as root on a node; prints `pass FACT` or `fail FACT`
# for each fact, and `digest FILE SHA256` of configuration that both sides have to write alike (without comments). The benchmark
# sets these variables in front of it: node, nodes, servers, control, depot, domain, job_users, people, sudoers, public_key,
# binaries (lines of FILE SHA256), consul_token, nomad_token, and the ports port_*.

fact() { # NAME COMMAND…
  name=$1
  shift
  if "$@" >/dev/null 2>&1; then echo "pass $name"; else echo "fail $name"; fi
}
is() { [ "$1" = "$2" ]; }
holds() { case " $1 " in *" $2 "*) ;; *) return 1 ;; esac }
on() { holds "$1" "$node"; }
api() { # TOKEN-HEADER URL: the token is read from stdin, so that no process list shows it
  printf '%s\n' "$1" | curl -fsS --max-time 10 -H @- "$2"
}
status_of() { curl -s --max-time 10 -o /dev/null -w '%{http_code}' "$1"; }
count() { grep -o "$1" | wc -l; }
# A server that has just started may need a moment to tell; all else must be so at once.
soon() {
  deadline=$(($(date +%s) + 20))
  until "$@"; do
    [ "$(date +%s)" -lt "$deadline" ] || return 1
    sleep 0.5
  done
}

for package in ca-certificates curl nftables tzdata logrotate openssh-server libgomp1 prometheus-node-exporter; do
  fact "package $package" is "$(dpkg-query -W -f '${db:Status-Status}' "$package")" installed
done
fact "time zone" is "$(readlink -f /etc/localtime)" "$(readlink -f /usr/share/zoneinfo/Etc/UTC)"
for setting in net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.all.send_redirects=0 \
  net.ipv4.conf.all.accept_source_route=0 net.ipv6.conf.all.accept_redirects=0 net.ipv4.tcp_syncookies=1 \
  net.ipv4.tcp_retries2=7; do
  fact "sysctl $setting" is "$(sysctl -n "${setting%=*}")" "${setting#*=}"
  fact "sysctl at boot $setting" grep -qxF "${setting%=*} = ${setting#*=}" /etc/sysctl.d/60-hearth-network.conf
done
fact "rotation of logs" logrotate -d /etc/logrotate.d/hearth
fact "limit of the journal" grep -qx SystemMaxUse=500M /etc/systemd/journald.conf.d/60-hearth.conf

for person in $people; do
  fact "account $person" is "$(getent passwd "$person" | cut -d: -f6,7)" "/home/$person:/bin/bash"
  fact "key of $person" grep -qxF "$public_key" "/etc/ssh/authorized_keys.d/$person"
  fact "modes of $person" is "$(stat -c '%a %U' "/etc/ssh/authorized_keys.d/$person")" "644 root"
  if holds "$sudoers" "$person"; then
    fact "root for $person" sudo -n -u "$person" sudo -n true
  else
    fact "no root for $person" is "$(sudo -n -u "$person" sudo -n true 2>/dev/null && echo root)" ""
  fi
done
effective=$(sshd -T -C user=operator,host=localhost,addr=127.0.0.1)
for line in "permitrootlogin no" "passwordauthentication no" "kbdinteractiveauthentication no" "authenticationmethods publickey" \
  "maxauthtries 4" "logingracetime 20" "maxsessions 64" "maxstartups 30:30:100" "x11forwarding no" "allowagentforwarding no" \
  "usedns no" "clientaliveinterval 30" "clientalivecountmax 4" "allowusers operator"; do
  fact "sshd $line" sh -c 'printf "%s\n" "$1" | grep -qx "$2"' _ "$effective" "$line"
done
for person in $people; do
  fact "sshd allows $person" sh -c 'printf "%s\n" "$1" | grep -qx "allowusers $2"' _ "$effective" "$person"
done

fact "authority trusted" grep -qF "$(sed -n 2p /usr/local/share/ca-certificates/hearth.crt)" /etc/ssl/certs/ca-certificates.crt
while read -r program digest; do
  case $program in '') continue ;; headscale) on "$control" || continue ;; esac
  fact "program $program" is "$(sha256sum "/usr/local/bin/$program" | cut -c1-64)" "$digest"
done <<BINARIES
$binaries
BINARIES

services="ssh tailscaled hearth-firewall consul nomad prometheus-node-exporter"
on "$control" && services="$services headscale"
on "$depot" && services="$services hearth-depot"
for service in $services; do
  fact "service $service enabled" systemctl is-enabled --quiet "$service"
  fact "service $service active" systemctl is-active --quiet "$service"
done
user_of() { ps -o user= -p "$(systemctl show -P MainPID "$1")"; }
fact "consul is nobody's root" is "$(user_of consul)" consul
if on "$control"; then fact "headscale is nobody's root" is "$(user_of headscale | cut -c1-9)" headscale; fi
if on "$depot"; then fact "depot is nobody's root" is "$(user_of hearth-depot | cut -c1-6)" "$(printf hearth-depot | cut -c1-6)"; fi
for user in $job_users; do
  fact "account $user" is "$(getent passwd "$user" | cut -d: -f6,7)" /nonexistent:/usr/sbin/nologin
done
for folder in /etc/hearth/secrets/consul /etc/hearth/secrets/nomad; do
  fact "secrets closed in $folder" is "$(find "$folder" -type f -perm /077)" ""
done

fact "on the overlay" sh -c "tailscale status --json --peers=false | grep -q '\"BackendState\": \"Running\"'"
fact "joined to our control" sh -c "tailscale debug prefs | grep -qF 'https://control.$domain:$port_headscale'"
for peer in $nodes; do
  fact "name of $peer" is "$(getent hosts "$peer.$domain" | cut -d' ' -f1)" "$(tailscale ip -4 "$peer")"
done

overlay="iifname \"tailscale0\""
expected=$(
  echo "tcp dport $port_ssh accept"
  echo "udp dport $port_wireguard accept"
  on "$control" && printf '%s\n' "tcp dport $port_headscale accept" "udp dport $port_stun accept"
  for port in "$port_consul_https" "$port_consul_serf" "$port_nomad_http" "$port_node_exporter"; do
    echo "$overlay tcp dport $port accept"
  done
  echo "$overlay udp dport $port_consul_serf accept"
  on "$servers" && printf "$overlay %s accept\n" "tcp dport $port_consul_server" "tcp dport $port_nomad_rpc" \
    "tcp dport $port_nomad_serf" "udp dport $port_nomad_serf"
  on "$depot" && echo "$overlay tcp dport $port_depot accept"
)
rules=$(nft --numeric --stateless list chain inet hearth input)
found=$(printf '%s\n' "$rules" | grep ' dport ' | grep -v ' sport ' | sed 's/^[[:space:]]*//; s/ comment .*//')
fact "open ports" is "$(printf '%s\n' "$found" | sort)" "$(printf '%s\n' "$expected" | sort)"
fact "all else dropped" sh -c 'printf "%s\n" "$1" | grep "[a-z]" | tail -n 1 | grep -q drop' _ "$(printf '%s\n' "$rules" | tr -d '}')"
fact "nothing forwarded" sh -c 'nft --stateless list chain inet hearth forward | grep -q drop'

consul=https://$node.$domain:$port_consul_https
# shellcheck disable=SC2086 # a list of names
all=$(set -- $nodes; echo $#)
members() { [ "$(api "X-Consul-Token: $consul_token" "$consul/v1/agent/members" | count '"Status":1')" = "$all" ]; }
fact "consul has a leader" soon sh -c "curl -fsS '$consul/v1/status/leader' | grep -q :"
fact "consul knows all machines" soon members
fact "consul closed" is "$(status_of "$consul/v1/acl/tokens")" 403
fact "consul without plain HTTP" is "$(curl -s --max-time 3 "http://$node.$domain:8500/" || echo none)" none
agent=$(api "X-Consul-Token: $consul_token" "$consul/v1/agent/self")
fact "consul gossip encrypted" sh -c 'printf "%s" "$1" | grep -q "\"encrypted\":\"true\""' _ "$agent"
fact "consul RPC wants certificates" sh -c 'printf "%s" "$1" |
  grep -q "\"InternalRPC\":{[^}]*\"VerifyIncoming\":true,\"VerifyOutgoing\":true,\"VerifyServerHostname\":true"' _ "$agent"
registered() { api "X-Consul-Token: $consul_token" "$consul/v1/catalog/service/$1" | grep -q "\"Node\":\"$node\""; }
fact "nomad registered in consul" soon registered nomad-client
if is "$node" "${servers%% *}"; then
  acl() { api "X-Consul-Token: $consul_token" "$consul/v1/acl/$1"; }
  named() { acl "$1" | grep -oE '"Name":"(nomad-[a-z]*|gateway|memory)"' | cut -d '"' -f 4 | sort | uniq | tr '\n' ' '; }
  fact "policies" is "$(named policies)" "gateway memory nomad-agents nomad-tasks "
  # A role's answer names its policies too, which are called as it is.
  fact "roles of tasks" is "$(named roles)" "gateway memory nomad-tasks "
  fact "tokens" is "$(acl tokens | count '"Description":"Hearth: [a-z0-9-]*"')" "$((all + 1))"
  fact "login of workloads" sh -c 'printf "%s" "$1" | grep -q "\"Name\":\"nomad-workloads\""' _ "$(acl auth-methods)"
  fact "rights of workloads" is "$(acl binding-rules | count '"AuthMethod":"nomad-workloads"')" 4
fi

nomad=https://$node.$domain:$port_nomad_http
ready() {
  listed=$(api "X-Nomad-Token: $nomad_token" "$nomad/v1/nodes")
  [ "$(printf %s "$listed" | count '"Status":"ready"')" = "$all" ]
}
drivers() { api "X-Nomad-Token: $nomad_token" "$nomad/v1/nodes" | grep -o '"exec":{"Attributes":{[^}]*},[^}]*"Healthy":true' | wc -l; }
fact "nomad has a leader" soon sh -c "curl -fsS '$nomad/v1/status/leader' | grep -q :"
fact "nomad has all machines" soon ready
fact "nomad can isolate tasks" is "$(drivers)" "$all"
fact "nomad closed" is "$(status_of "$nomad/v1/nodes")" 403

fact "measurements on the overlay" curl -fsS --max-time 5 -o /dev/null "http://$node.$domain:$port_node_exporter/metrics"
if on "$depot"; then fact "depot on the overlay" is "$(status_of "http://$node.$domain:$port_depot/")" 404; fi

for file in /etc/hearth/consul.hcl /etc/hearth/nomad.hcl /etc/headscale/config.yaml /etc/ssh/sshd_config.d/10-hearth.conf \
  /etc/systemd/system/consul.service /etc/systemd/system/nomad.service /etc/systemd/system/tailscaled.service \
  /etc/systemd/system/headscale.service /etc/systemd/system/hearth-depot.service \
  /etc/systemd/system/prometheus-node-exporter.service.d/hearth.conf; do
  [ ! -e "$file" ] || echo "digest $file $(sed 's/^[[:space:]]*//; /^#/d; /^$/d' "$file" | sha256sum | cut -c1-64)"
done

#!/bin/sh
# Whether the head answers a request, or computes so that it will: check.sh PID SECONDS URL [FILE], where PID may be a file that holds
# it and a number of no other head, SECONDS is how long an answer may take, and FILE is posted.
#
# A request waits behind the batch that the head is computing. On a slow or busy computer a batch takes longer than any limit that
# would find a hung head soon enough, so a late answer alone is no failure. A head that computes uses CPU time. One whose workers
# compute waits for them, and Consul knows whether they are there. If a worker is gone, it waits forever.
pid=$1 limit=$2 url=$3 file=${4-}
number=''
[ ! -f "$pid" ] || read -r pid number <"$pid"

# Longest time without an answer, in seconds: while it computes, and while its workers do.
computing=600
waiting=90

# Holds since when it has been silent, or that a worker was gone meanwhile, and the head's number. Empty: it answered the last time.
silence=local/silence-${url##*/}

# CPU time of the process in hundredths of a second: columns 14 and 15 of its status.
ticks() {
  read -r status 2>/dev/null <"/proc/$pid/stat" || { echo 0; return; }
  # The first two columns are the number and the name in parentheses.
  # shellcheck disable=SC2086
  set -- ${status##*) }
  shift 11
  echo $(($1 + $2))
}

ask() {
  set -- -q --noproxy '*' -sS -o /dev/null -w '%{http_code}' --max-time "$limit"
  [ -z "$file" ] || set -- "$@" -H 'Content-Type: application/json' -d "@$file"
  curl "$@" "$url"
}

critical() {
  echo "$1"
  exit 2
}

before=$(ticks)
code=$(ask 2>/dev/null)
result=$?
if [ "$code" = 200 ] && [ "$result" -eq 0 ]; then
  [ ! -s "$silence" ] || true >"$silence"
  exit 0
fi
[ "$code" != 503 ] || critical "the model is being loaded"
# 28: the time was up.
[ "$result" -eq 28 ] || critical "no answer: HTTP status $code, exit status $result of curl"
used=$(($(ticks) - before))

read -r now _ </proc/uptime
now=${now%.*}
since=''
[ ! -s "$silence" ] || read -r since of <"$silence"
[ "${of-}" = "$number" ] || since=''
[ "$since" != lost ] || critical "a worker was gone, and it has not answered since"
if [ -z "$since" ]; then
  since=$((now - limit))
  echo "$since $number" >"$silence"
fi

# A hundredth of the time that it was given. A hung head uses less, even while requests wait.
if [ "$used" -ge "$limit" ]; then
  allowed=$computing
elif [ -e local/workers ] && [ ! -s local/reduced ]; then
  workers=''
  read -r workers <local/workers
  if [ -z "$workers" ]; then
    echo "lost $number" >"$silence"
    critical "a worker is gone, and it does not answer"
  fi
  allowed=$waiting
else
  critical "it does not answer, and computes nothing"
fi
[ $((now - since)) -lt "$allowed" ] || critical "it has not answered for $((now - since)) s"
echo "busy for $((now - since)) s"

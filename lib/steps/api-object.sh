# shellcheck shell=sh
# shellcheck disable=SC2154 # the values of the step, which the compiled script sets
# Values: origin, header, read and stamp. `body` prints the object as it is to be, `write` makes it so.

# api METHOD PATH: sends what it reads. The answer to a written token is the token, so it is not shown.
api() { curl -fsS --max-time 15 -o /dev/null -H "@$header" -X "$1" --data-binary @- "$origin$2"; }

look() { curl -fsS --max-time 15 -H "@$header" "$origin$read"; }

# Prints the first ID in what it reads.
id_of() { grep -o '"ID":"[^"]*"' | head -n 1 | cut -d '"' -f 4; }

digest() { { look; body; } | sha256sum | cut -c1-64; }

verify() {
  look >/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$(digest)" ]
}

apply() {
  # shellcheck disable=SC2034 # `write` reads it
  found=$(look 2>/dev/null) || found=
  write
  mkdir -p "$(dirname "$stamp")"
  digest >"$stamp"
}

undo() {
  rm -f "$stamp"
}

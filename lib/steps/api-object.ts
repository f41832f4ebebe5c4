import { safe, type Step } from "./step.ts";

export interface Api {
  /** Scheme, host and port. */
  readonly origin: string;
  /** File on the node that holds the header with the token, so that no command line does. */
  readonly headerFile: string;
}

export interface ApiObjectOptions extends Api {
  readonly id: string;
  /** Path that answers with the object as it is now. */
  readonly read: string;
  /**
   * POSIX shell that makes the object what `body` says. It has `api METHOD PATH`, which sends what it reads; `found`, the answer
   * of `read` or nothing; and `id_of`, which prints the first ID in what it reads.
   */
  readonly write: string;
  /** POSIX shell that prints the object as it is to be. */
  readonly body: string;
  readonly values?: Readonly<Record<string, string>>;
}

/**
 * An object behind an HTTP API of Consul or Nomad. What we sent, with what the API then showed, is kept as a digest: a change on
 * either side is seen by the next verify.
 */
export function apiObject({ id, origin, headerFile, read, write, body, values = {} }: ApiObjectOptions): Step {
  const functions = [
    // The answer to a written token is the token.
    'api() { curl -fsS --max-time 15 -o /dev/null -H "@$header" -X "$1" --data-binary @- "$origin$2"; }',
    'look() { curl -fsS --max-time 15 -H "@$header" "$origin$read"; }',
    `id_of() { grep -o '"ID":"[^"]*"' | head -n 1 | cut -d '"' -f 4; }`,
    `body() { ${body}\n}`,
    "digest() { { look; body; } | sha256sum | cut -c1-64; }",
  ].join("\n");
  return {
    id,
    values: { ...values, origin, header: headerFile, read, stamp: `/var/lib/hearth/api/${id.replaceAll(" ", "-")}` },
    verify: `${functions}\nlook >/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$(digest)" ]`,
    apply: [
      functions,
      "found=$(look 2>/dev/null) || found=",
      write,
      'mkdir -p "$(dirname "$stamp")"',
      'digest >"$stamp"',
    ].join("\n"),
    undo: 'rm -f "$stamp"',
    effect: safe,
  };
}

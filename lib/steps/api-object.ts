import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

const script = stepScript(import.meta.dirname, "api-object.sh");

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
  const functions = `body() { ${body}\n}\nwrite() { ${write}\n}\n`;
  return {
    id,
    values: { ...values, origin, header: headerFile, read, stamp: `/var/lib/hearth/api/${id.replaceAll(" ", "-")}` },
    ...script,
    verify: functions + script.verify,
    apply: functions + script.apply,
    effect: safe,
  };
}

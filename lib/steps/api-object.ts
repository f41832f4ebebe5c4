import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

const script = stepScript(import.meta.dirname, "api-object.sh");

export interface Api {
  /** Scheme, host and port. */
  readonly origin: string;
  /** File on the node that holds the header with the token, to keep it off command lines. */
  readonly headerFile: string;
}

export interface ApiObjectOptions extends Api {
  readonly id: string;
  /** Path that returns the present object. */
  readonly read: string;
  /**
   * Functions of POSIX shell: `body`, which prints the object as it is to be, and `write`, which makes it so. They have `api METHOD PATH`,
   * which sends what it reads; `found`, the answer of `read` or nothing; and `id_of`, which prints the first ID in what it reads.
   */
  readonly functions: string;
  readonly values?: Readonly<Record<string, string>>;
}

/**
 * An object behind an HTTP API of Consul or Nomad. A digest of what we sent and what the API then returned is kept, so that the
 * next verify notices a change on either side.
 */
export function apiObject({ id, origin, headerFile, read, functions, values = {} }: ApiObjectOptions): Step {
  return {
    id,
    values: { ...values, origin, header: headerFile, read, stamp: `/var/lib/hearth/api/${id.replaceAll(" ", "-")}` },
    ...script,
    verify: `${functions}\n${script.verify}`,
    apply: `${functions}\n${script.apply}`,
    effect: safe,
  };
}

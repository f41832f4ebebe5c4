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
   * Functions of POSIX shell: `body`, which prints the object as it is to be, and `write`, which makes it so. They have `api METHOD PATH`,
   * which sends what it reads; `found`, the answer of `read` or nothing; and `id_of`, which prints the first ID in what it reads.
   */
  readonly functions: string;
  readonly values?: Readonly<Record<string, string>>;
}

/**
 * An object behind an HTTP API of Consul or Nomad. What we sent, with what the API then showed, is kept as a digest: a change on
 * either side is seen by the next verify.
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

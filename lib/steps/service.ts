import { quote } from "./quote.ts";
import { stepScript } from "./shell-file.ts";
import type { Step } from "./step.ts";

const script = stepScript(import.meta.dirname, "service.sh");

export interface ServiceOptions {
  /** The systemd unit without `.service`. */
  readonly name: string;
  /** Files that the service reads when it starts: if one has changed since, the service is restarted. */
  readonly watches: readonly string[];
  /** Verb for a changed file; "restart" unless the service can "reload". */
  readonly onChange?: "restart" | "reload";
}

/**
 * A systemd service that is enabled and runs with its present files. The digest of `watches` at the last start is kept, so if a
 * run is interrupted between a file and its restart, the next run restarts the service, and drift notices it too.
 */
export function service({ name, watches, onChange = "restart" }: ServiceOptions): Step {
  const watched = `watched() { digest_of ${watches.map(quote).join(" ")}; }\n`;
  return {
    id: `service ${name}`,
    values: { name, stamp: `/var/lib/hearth/started/${name}`, on_change: onChange },
    ...script,
    verify: watched + script.verify,
    apply: watched + script.apply,
    watches,
    effect: { kind: "restarts", service: name },
  };
}

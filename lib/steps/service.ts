import { quote } from "./quote.ts";
import type { Step } from "./step.ts";

export interface ServiceOptions {
  /** The systemd unit without `.service`. */
  readonly name: string;
  /** Files that the service reads at its start: when one has changed since, the service is restarted. */
  readonly watches: readonly string[];
  /** Verb for a changed file; "restart" unless the service can "reload". */
  readonly onChange?: "restart" | "reload";
}

/**
 * A systemd service that is enabled, runs, and runs with its files as they are now. The digest of `watches` at the last start
 * is kept, so a run that was cut off between a file and its restart is made good by the next, and drift sees it too.
 */
export function service({ name, watches, onChange = "restart" }: ServiceOptions): Step {
  const paths = watches.map(quote).join(" ");
  return {
    id: `service ${name}`,
    values: { name, stamp: `/var/lib/hearth/started/${name}` },
    verify: [
      'systemctl is-enabled --quiet "$name"',
      'systemctl is-active --quiet "$name"',
      `[ "$(cat "$stamp" 2>/dev/null)" = "$(digest_of ${paths})" ]`,
    ].join(" && "),
    apply: [
      'mkdir -p "$(dirname "$stamp")"',
      "systemctl daemon-reload",
      'systemctl enable --quiet "$name"',
      'systemctl reset-failed "$name" 2>/dev/null || true',
      `if systemctl is-active --quiet "$name"; then systemctl ${onChange} "$name"; else systemctl restart "$name"; fi || { journalctl -u "$name" -n 15 --no-pager; exit 1; }`,
      `digest_of ${paths} >"$stamp"`,
    ].join("\n"),
    undo: 'systemctl disable --now --quiet "$name" 2>/dev/null || true\nsystemctl reset-failed "$name" 2>/dev/null || true\nrm -f "$stamp"',
    effect: { kind: "restarts", service: name },
  };
}

import type { Log } from "@hearth/kernel/log.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import type { UpdateEvent } from "./engine-events.ts";

/** Turns what a run of Pulumi tells into lines for a person, and keeps its errors and its summary. */
export class UpdateReporter {
  readonly errors: string[] = [];
  changes: Readonly<Record<string, number>> = {};
  readonly #log: Log;
  readonly #planned: boolean;
  readonly #startedAt = new Map<string, number>();

  /** @param options.planned what is told is what a preview would do, not what was done */
  constructor(log: Log, { planned = false }: { readonly planned?: boolean } = {}) {
    this.#log = log;
    this.#planned = planned;
  }

  report(event: UpdateEvent): void {
    switch (event.kind) {
      case "started":
        this.#startedAt.set(event.resource, performance.now());
        return;
      case "done":
        if (event.operation === "same") return;
        this.#log.info(
          this.#planned
            ? `  ${event.operation} ${event.resource}`
            : `  ${past(event.operation)} ${event.resource}  ${this.#took(event.resource)}`,
        );
        return;
      case "failed":
        this.#log.info(`  failed ${event.resource}  ${this.#took(event.resource)}`);
        return;
      case "message":
        if (event.severity === "error") this.errors.push(`${event.resource}: ${event.text}`);
        else this.#log.detail(`${event.resource}: ${event.text}`);
        return;
      case "summary":
        this.changes = event.changes;
        return;
      case "cancelling":
    }
  }

  #took(resource: string): string {
    const now = performance.now();
    return formatElapsed(now - (this.#startedAt.get(resource) ?? now));
  }
}

const past = (operation: string): string =>
  ({ create: "created", update: "updated", delete: "deleted", replace: "replaced" })[operation] ?? operation;

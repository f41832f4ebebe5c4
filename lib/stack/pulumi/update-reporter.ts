import type { Log, Progress } from "@hearth/kernel/log.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import { without } from "@hearth/kernel/omit.ts";
import type { ResourceEvent, UpdateEvent } from "./engine-events.ts";

interface ReporterOptions {
  /** Collect what would be done, instead of reporting what was done. */
  readonly planned?: boolean;
  /** Called with what is being worked on; undefined when all is done. */
  readonly progress?: Progress;
}

/** What would be done with a unit, job or gate. */
export type PlannedChange = Omit<ResourceEvent, "kind">;

/** Turns a Pulumi run's events into lines for people, and keeps its errors and summary. */
export class UpdateReporter {
  readonly errors: string[] = [];
  /** Of a preview. */
  readonly planned: PlannedChange[] = [];
  changes: Readonly<Record<string, number>> = {};
  readonly #log: Log;
  readonly #planned: boolean;
  readonly #progress: Progress;
  readonly #startedAt = new Map<string, number>();

  constructor(log: Log, { planned = false, progress = () => undefined }: ReporterOptions = {}) {
    this.#log = log;
    this.#planned = planned;
    this.#progress = progress;
  }

  report(event: UpdateEvent): void {
    switch (event.kind) {
      case "started":
        this.#startedAt.set(event.resource, performance.now());
        if (event.operation !== "same") this.#progress(event.resource);
        return;
      case "done":
        if (event.operation === "same") return;
        if (this.#planned) this.planned.push(without(event, "kind"));
        else this.#log.info(`  ${past(event.operation)} ${event.resource}  ${this.#took(event.resource)}`);
        return;
      case "failed":
        this.#log.info(`  failed ${event.resource}  ${this.#took(event.resource)}`);
        return;
      case "message":
        if (event.severity === "error")
          this.errors.push(event.resource === "" ? event.text : `${event.resource}: ${event.text}`);
        else this.#log.detail(`${event.resource}: ${event.text}`);
        return;
      case "summary":
        this.changes = event.changes;
        this.#progress("");
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

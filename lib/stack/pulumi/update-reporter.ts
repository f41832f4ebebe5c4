import type { Log, Progress, StepPart } from "@hearth/kernel/log.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import { without } from "@hearth/kernel/omit.ts";
import { isPart } from "./parts.ts";
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
  /** By operation, in Pulumi's own count: with what only its record has. */
  changes: Readonly<Record<string, number>> = {};
  /** The stack's parts by operation: `{ create: 12, same: 61 }`. */
  readonly parts: Record<string, number> = {};
  readonly #log: Log;
  readonly #planned: boolean;
  readonly #progress: Progress;
  readonly #startedAt = new Map<string, number>();
  /** What is being worked on, with the last that was heard of it. */
  readonly #running = new Map<string, string>();

  constructor(log: Log, { planned = false, progress = () => undefined }: ReporterOptions = {}) {
    this.#log = log;
    this.#planned = planned;
    this.#progress = progress;
  }

  report(event: UpdateEvent): void {
    switch (event.kind) {
      case "started":
        this.#startedAt.set(event.resource, performance.now());
        if (event.operation !== "same") this.#note(event.resource, "");
        return;
      case "done":
        this.#end(event.resource);
        if (isPart(event.resource)) this.parts[event.operation] = (this.parts[event.operation] ?? 0) + 1;
        if (event.operation === "same") return;
        if (this.#planned) this.planned.push(without(event, "kind"));
        else this.#log.info(`  ${past(event.operation)} ${event.resource}  ${this.#took(event.resource)}`);
        return;
      case "failed":
        this.#end(event.resource);
        this.#log.info(`  failed ${event.resource}  ${this.#took(event.resource)}`);
        return;
      case "message":
        if (event.severity === "error")
          this.errors.push(event.resource === "" ? event.text : `${event.resource}: ${event.text}`);
        else {
          this.#log.detail(`${event.resource}: ${event.text}`);
          if (this.#running.has(event.resource)) this.#note(event.resource, lastNote(event.text));
        }
        return;
      case "summary":
        this.changes = event.changes;
        this.#progress("");
        return;
      case "cancelling":
    }
  }

  #note(resource: string, note: string): void {
    this.#running.set(resource, note);
    this.#show();
  }

  #end(resource: string): void {
    if (this.#running.delete(resource)) this.#show();
  }

  #show(): void {
    const running = [...this.#running];
    const parts = running.map(([resource, note]): StepPart => {
      const [kind, name = ""] = resource.split("/");
      const isJob = kind === "job" || kind === "gate";
      const part = isJob ? (kind === "gate" && name === "nodes" ? "all nodes" : name) : kind;
      return {
        name: part ?? resource,
        note: isJob ? note : [name, note].join("  ").trim(),
        startedAt: this.#start(resource),
      };
    });
    this.#progress(running.map(([resource]) => resource).join(", "), parts);
  }

  #start(resource: string): number {
    return this.#startedAt.get(resource) ?? performance.now();
  }

  #took(resource: string): string {
    const now = performance.now();
    return formatElapsed(now - (this.#startedAt.get(resource) ?? now));
  }
}

/** The end of a launcher's line: of `… job x: healthy  2.0s  n1: Task started`, what comes after the time. */
const lastNote = (text: string): string => {
  const line = text.split("\n").at(-1) ?? "";
  const [, note = line] = /^[…✓✗] .*? {2}[\dms. ]+s(?: {2}(.*))?$/.exec(line) ?? [];
  return note.trim();
};

const past = (operation: string): string =>
  ({ create: "created", update: "updated", delete: "deleted", replace: "replaced" })[operation] ?? operation;

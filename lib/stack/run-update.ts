import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import { HearthError } from "../errors.ts";
import type { Log } from "../log.ts";
import { root } from "../paths.ts";
import { formatElapsed } from "../units.ts";
import { readEvent, type UpdateEvent } from "./engine-events.ts";

export interface UpdateOptions {
  readonly stack: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

export interface UpdateResult {
  /** Resources by what happened to them: `{ create: 12, same: 3 }`. */
  readonly changes: Readonly<Record<string, number>>;
}

/** How often the event log is read. */
const readEveryMs = 150;

/**
 * Runs `pulumi up`, `preview` or `destroy` and shows each resource that changes, with its time. On failure the error holds what
 * the failed units and jobs said.
 */
export async function runUpdate(args: readonly string[], options: UpdateOptions): Promise<UpdateResult> {
  const { stack, environment, log, signal } = options;
  const folder = mkdtempSync(join(tmpdir(), "hearth-events-"));
  const eventLog = join(folder, "events.jsonl");
  writeFileSync(eventLog, "");
  const reporter = new UpdateReporter(log);
  const reader = openSync(eventLog, "r");
  const follow = setInterval(() => reporter.read(reader), readEveryMs);
  try {
    const result = await $({
      cwd: root,
      // Pulumi shows the flag for its event log, which its own Automation API uses, only to those who set this.
      env: { ...process.env, ...environment, PULUMI_DEBUG_COMMANDS: "true" },
      quiet: true,
      nothrow: true,
      // In our process group, so that Ctrl-C reaches Pulumi, which then ends what it has begun and keeps its state whole.
      detached: false,
      ...(signal && { signal }),
    })`pulumi ${[...args, "--stack", stack, "--non-interactive", "--skip-plugin-pre-install", "--event-log", eventLog]}`;
    reporter.read(reader);
    log.detail(result.stdout);
    log.detail(result.stderr);
    if (result.exitCode === 0) return { changes: reporter.changes };
    signal?.throwIfAborted();
    throw new HearthError({
      code: "UNIT_FAILED",
      message: reporter.errors.length > 0 ? reporter.errors.join("\n") : result.stderr.trim() || result.stdout.trim(),
      hint: "Mend what it names and run the same command again: what is done stays done.",
    });
  } finally {
    clearInterval(follow);
    closeSync(reader);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Turns the growing event log into lines for a person. */
class UpdateReporter {
  readonly errors: string[] = [];
  changes: Readonly<Record<string, number>> = {};
  readonly #log: Log;
  readonly #startedAt = new Map<string, number>();
  #rest = "";

  constructor(log: Log) {
    this.#log = log;
  }

  read(descriptor: number): void {
    const buffer = Buffer.alloc(65_536);
    for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer)) {
      this.#rest += buffer.toString("utf8", 0, length);
    }
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = line === "" ? undefined : readEvent(line);
      if (event !== undefined) this.#report(event);
    }
  }

  #report(event: UpdateEvent): void {
    switch (event.kind) {
      case "started":
        this.#startedAt.set(event.resource, performance.now());
        return;
      case "done":
        if (event.operation !== "same")
          this.#log.info(`  ${past(event.operation)} ${event.resource}  ${this.#took(event.resource)}`);
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
    }
  }

  #took(resource: string): string {
    return formatElapsed(performance.now() - (this.#startedAt.get(resource) ?? performance.now()));
  }
}

const past = (operation: string): string =>
  ({ create: "created", update: "updated", delete: "deleted", replace: "replaced" })[operation] ?? operation;

import { defined } from "@hearth/kernel/defined.ts";
import { createInterface } from "node:readline";
import { $ } from "zx";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log, Progress } from "@hearth/kernel/log.ts";
import { root } from "../../paths.ts";
import { readEvent } from "./engine-events.ts";
import { failureOf } from "./failure-of.ts";
import { UpdateReporter, type PlannedChange } from "./update-reporter.ts";

export interface UpdateOptions {
  readonly stack: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** Called with the resource that is being worked on. */
  readonly progress?: Progress;
}

export interface UpdateResult {
  /** In Pulumi's own count, with what only its record has. */
  readonly changes: Readonly<Record<string, number>>;
  /** How many parts of the stack by operation: `{ create: 12, same: 61 }`. */
  readonly parts: Readonly<Record<string, number>>;
  /** Of a preview: what would be done, in order. */
  readonly planned: readonly PlannedChange[];
}

/** Pulumi prints this when a signal has reached it: within milliseconds, or a second or two if many programs are starting. */
const hearingMs = 5_000;

/**
 * Runs `pulumi up`, `preview` or `destroy` and shows each resource that changes, with its time. On failure the error contains the
 * output of the failed units and jobs. Pulumi's event stream contains secrets in its debug messages: it is read from a pipe, and
 * only what `readEvent` returns is kept.
 */
export async function runUpdate(args: readonly string[], options: UpdateOptions): Promise<UpdateResult> {
  const { stack, environment, log, signal } = options;
  const reporter = new UpdateReporter(log, {
    planned: args[0] === "preview",
    ...defined({ progress: options.progress }),
  });
  signal?.throwIfAborted();
  const pulumi = $({
    cwd: root,
    env: { ...process.env, ...environment, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    quiet: true,
    nothrow: true,
    // In our process group, so that Ctrl-C reaches Pulumi, which then finishes running operations and keeps its state consistent.
    // A second signal would make it quit in the middle of them, so we send one only if none has reached it.
    detached: false,
  })`pulumi ${[...args, "--stack", stack, "--json", "--non-interactive", "--skip-plugin-pre-install"]}`;
  // Pulumi may report the signal before we have seen it ourselves.
  let hasHeard = false;
  let unheard: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    if (!hasHeard) unheard = setTimeout(() => void pulumi.child?.kill("SIGINT"), hearingMs);
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  const lines = createInterface({ input: pulumi.stdout });
  for await (const line of lines) {
    const event = line.startsWith("{") ? readEvent(line) : undefined;
    if (event?.kind === "cancelling") {
      hasHeard = true;
      clearTimeout(unheard);
    }
    if (event !== undefined) reporter.report(event);
  }
  const { exitCode, stderr } = await pulumi;
  clearTimeout(unheard);
  signal?.removeEventListener("abort", onAbort);
  if (exitCode === 0) return { changes: reporter.changes, parts: reporter.parts, planned: reporter.planned };
  signal?.throwIfAborted();
  throw new HearthError(failureOf(reporter.errors.length > 0 ? reporter.errors : [stderr.trim()]));
}

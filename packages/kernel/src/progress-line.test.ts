import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LogEntry, StepPart } from "./log.ts";
import { progressLine, type ProgressLineOptions } from "./progress-line.ts";
import { readRuns, recordTimes, remainingMs, runLike, writeRun, type RunTimes } from "./run-times.ts";

/** What a terminal shows: the lines that stay, and those that are being rewritten. */
class Screen {
  /** All lines, the last of which has the cursor. */
  #all = [""];
  /** How many of the last lines are being rewritten. */
  #rewritten = 1;
  nowMs = 0;
  redraw: (() => void) | undefined;
  #written = "";

  write = (text: string): void => {
    this.#written += text;
    const [, up, rest = ""] = /^\r\u001b\[(?:K|(\d+)A\u001b\[J)([^]*)$/.exec(text) ?? [];
    this.#all.splice(-1 - Number(up ?? 0), Infinity, ...rest.split("\n"));
    this.#rewritten = rest.endsWith("\n") ? 1 : rest.split("\n").length;
  };

  get lines(): readonly string[] {
    return this.#all.slice(0, -this.#rewritten);
  }

  get current(): string {
    return this.#all.slice(-this.#rewritten).join("\n");
  }

  open(options: Partial<ProgressLineOptions> = {}): (entry: LogEntry) => void {
    return progressLine({
      write: this.write,
      columns: () => 60,
      color: false,
      now: () => this.nowMs,
      every: (_, redraw) => {
        this.redraw = redraw;
        return () => (this.redraw = undefined);
      },
      ...options,
    });
  }

  wait(durationMs: number): void {
    this.nowMs += durationMs;
    this.redraw?.();
  }

  get written(): string {
    return this.#written;
  }
}

const started = (name: string): LogEntry => ({ kind: "step-started", name });
const done = (name: string, elapsedMs = 0, note = ""): LogEntry => ({ kind: "step-done", name, elapsedMs, note });

test("one line is rewritten while a step runs, and finished steps stay, once each", () => {
  const screen = new Screen();
  const sink = screen.open();
  sink(started("build"));
  expect(screen.current).toBe("… build  0.0s");
  screen.wait(2_000);
  sink({ kind: "step-noted", name: "build", note: "3 of 9" });
  expect(screen.current).toBe("… build  2.0s  3 of 9");
  sink({ kind: "step-running", name: "build", elapsedMs: 2_000, note: "3 of 9" });
  expect(screen.lines).toEqual([]);
  sink({ kind: "warning", text: "no time server" });
  expect([screen.lines, screen.current]).toEqual([["warning: no time server"], "… build  2.0s  3 of 9"]);
  sink(done("build", 2_000, "9 of 9"));
  expect([screen.lines.at(-1), screen.current]).toEqual(["✓ build  2.0s  9 of 9", ""]);
  expect(screen.redraw).toBeUndefined();
  screen.wait(1_000);
  expect(screen.lines).toHaveLength(2);
});

test("concurrent steps have a line each", () => {
  const screen = new Screen();
  const sink = screen.open();
  for (const name of ["tools", "nodes"]) sink(started(name));
  expect(screen.current).toBe("… tools  0.0s\n… nodes  0.0s");
  sink(done("nodes"));
  expect(screen.current).toBe("… tools  0.0s");
  sink({ kind: "step-failed", name: "tools", elapsedMs: 0, because: "no disk" });
  expect([screen.lines.at(-1), screen.current]).toEqual(["✗ tools  0.0s", ""]);
});

test("each part of a step has a line, rewritten in place, and what ends stays above them", () => {
  const screen = new Screen();
  const sink = screen.open({ rows: () => 6 });
  sink(started("up"));
  const part = (name: string, note: string): StepPart => ({ name, note, startedAt: 0 });
  const noted = (...parts: StepPart[]): void => sink({ kind: "step-noted", name: "up", note: "n1/consul", parts });
  noted(part("n1", "consul"), part("gateway", "n2: Task started by client"));
  screen.wait(3_000);
  expect(screen.current).toBe("… up  3.0s\n  n1       3.0s  consul\n  gateway  3.0s  n2: Task started by client");
  sink({ kind: "info", text: "  created n1/consul" });
  noted(part("gateway", "n2: checks"));
  expect([screen.lines, screen.current]).toEqual([["  created n1/consul"], "… up  3.0s\n  gateway  3.0s  n2: checks"]);
  noted(...["a", "b", "c", "d", "e"].map((name) => part(name, "")));
  expect(screen.current.split("\n").slice(-2)).toEqual(["  b  3.0s", "  and 3 more"]);
  sink(done("up", 3_000));
  expect([screen.lines, screen.current]).toEqual([["  created n1/consul", "✓ up  3.0s"], ""]);
});

test("a line is cut to the terminal's width", () => {
  const screen = new Screen();
  screen.open({ columns: () => 20 })(started("a step with a name that is long"));
  expect(screen.current).toHaveLength(19);
});

const lastRun: RunTimes = { totalMs: 60_000, ends: { tools: 10_000, up: 50_000, chat: 60_000 } };

test("the remaining time is estimated from the last run", () => {
  const screen = new Screen();
  const sink = screen.open({ lastRun: () => lastRun });
  sink(started("tools"));
  expect(screen.current).toBe("… tools  0.0s  about 1m 00s left");
  screen.wait(20_000);
  expect(screen.current).toBe("… tools  20.0s  about 40s left");
  sink(done("tools"));
  sink(started("up"));
  screen.wait(5_000);
  expect(screen.current).toBe("… up  5.0s  about 45s left");
  screen.wait(100_000);
  expect(screen.current).toBe("… up  1m 45s");
});

test("an estimate comes from a run with about as much to do, and from no other", () => {
  const file = join(mkdtempSync(join(tmpdir(), "hearth-times-")), "times.json");
  const run = (toDo: number, totalMs: number) => ({ toDo, totalMs, ends: { up: totalMs } });
  expect(readRuns(file)).toEqual([]);
  for (const each of [run(77, 400_000), run(0, 12_000), run(2, 40_000), run(0, 10_000)]) writeRun(file, each);
  const runs = readRuns(file);
  expect(runLike(runs, 0)?.totalMs).toBe(10_000);
  expect(runLike(runs, 80)?.totalMs).toBe(400_000);
  expect(runLike(runs, 3)?.totalMs).toBe(40_000);
  // Nothing like it was ever done here.
  expect(runLike(runs, 1)).toBeUndefined();
  expect(runLike(runs, 20)).toBeUndefined();
  writeFileSync(file, '{"totalMs":5,"ends":{}}');
  expect(readRuns(file)).toEqual([]);
});

test("a small run after a large one shows no estimate until it is known what it has to do", () => {
  const screen = new Screen();
  const last: { run?: RunTimes } = {};
  const sink = screen.open({ lastRun: () => last.run });
  sink(started("up"));
  expect(screen.current).toBe("… up  0.0s");
  last.run = { totalMs: 10_000, ends: { up: 10_000 } };
  screen.wait(1_000);
  expect(screen.current).toBe("… up  1.0s  about 9s left");
});

test("for a step that the last run did not have there is no estimate", () => {
  const running = new Map([["drift", 0]]);
  expect(remainingMs(lastRun, { running, ended: new Map(), now: 5 })).toBeUndefined();
});

test("a run's times are recorded from its restart on, and their number is limited", () => {
  let nowMs = 1_000;
  const { sink, restart, times } = recordTimes(() => nowMs);
  sink(done("look"));
  restart();
  nowMs += 500;
  sink(done("tools"));
  expect(times()).toEqual({ totalMs: 500, ends: { tools: 500 } });
  for (let step = 0; step < 1_000; step += 1) sink(done(`step ${step}`));
  expect(Object.keys(times().ends)).toHaveLength(200);
});

test("signs are coloured only if allowed", () => {
  const [plain, colored] = [new Screen(), new Screen()];
  for (const [screen, color] of [
    [plain, false],
    [colored, true],
  ] as const) {
    const sink = screen.open({ color });
    sink(started("build"));
    sink(done("build"));
  }
  const ownCodes = (text: string): string => text.replaceAll("\r\u001b[K", "");
  expect(ownCodes(plain.written)).not.toContain("\u001b");
  expect(colored.lines).toEqual(["\u001b[32m✓\u001b[0m build  0.0s"]);
});

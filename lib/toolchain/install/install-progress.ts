import type { Progress } from "@hearth/kernel/log.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import type { Tool } from "../names/tool.ts";
import { buildSeconds } from "../rows/build-times.ts";
import type { ToolName } from "../rows/table.ts";
import { estimateLeftMs, type Work } from "./estimate-left.ts";

/** How far a run has come, for the notes beside each tool. */
export interface InstallProgress {
  /** From when a tool is worked on. Returns what adds "3 of 9, about 6m 10s left" to a note, and says so again as time passes. */
  readonly start: (tool: Tool, progress: Progress) => { readonly note: Progress; readonly end: () => void };
}

/** How often a note's remaining time is renewed. */
const renewMs = 5_000;

interface Timed extends Work {
  readonly startedAt: number;
  tookMs?: number;
}

/** Follows the tools that a run has to install. The time left is that of the builds, which take turns; downloads are done beside them. */
export function followInstall(
  missing: readonly Tool[],
  isBuilt: (tool: Tool) => boolean,
  now: () => number = () => performance.now(),
): InstallProgress {
  const works = missing.filter(isBuilt).map(({ name }): Work => ({ name, estimateMs: estimateMs(name) }));
  const ended = new Set<string>();
  const timed = new Map<string, Timed>();
  const summary = (): string => {
    const started = [...timed.values()];
    const done = started.flatMap((work) => (work.tookMs === undefined ? [] : [{ ...work, tookMs: work.tookMs }]));
    const running = started
      .filter(({ tookMs }) => tookMs === undefined)
      .map((work) => ({ ...work, sinceMs: now() - work.startedAt }));
    const waiting = works.filter(({ name }) => !timed.has(name));
    const left = estimateLeftMs({ done, running, waiting });
    const count = `${ended.size} of ${missing.length} done`;
    return left < 1_000
      ? count
      : `${count}, about ${formatElapsed(Math.ceil(left / 1_000) * 1_000).replace(".0s", "s")} left`;
  };
  return {
    start: (tool, progress) => {
      const { name } = tool;
      const work: Timed = { name, estimateMs: estimateMs(name), startedAt: now() };
      if (isBuilt(tool)) timed.set(name, work);
      let last = "";
      const note: Progress = (text) => {
        last = text;
        progress(`${text}  (${summary()})`);
      };
      const timer = setInterval(() => {
        if (last !== "") note(last);
      }, renewMs);
      timer.unref();
      return {
        note,
        end: () => {
          clearInterval(timer);
          ended.add(name);
          work.tookMs = now() - work.startedAt;
        },
      };
    },
  };
}

const estimateMs = (name: string): number => 1_000 * (buildSeconds[name as ToolName] ?? 60);

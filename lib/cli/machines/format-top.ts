import { table } from "@hearth/kernel/table.ts";
import { answerSpeed } from "../../requests/answer-speed.ts";
import type { RequestEntry } from "../../requests/request-entry.ts";
import type { MachineLoad } from "./read-machine.ts";

export interface ExpertUse {
  readonly expert: string;
  readonly requests: number;
  readonly failed: number;
  readonly tokensPerSecond?: number;
  /** The median wait for the first token. */
  readonly firstTokenMs?: number;
}

/** How experts have answered, from the gateway's list of past requests. */
export function expertUse(entries: readonly RequestEntry[]): readonly ExpertUse[] {
  const experts = [...new Set(entries.flatMap(({ expert }) => expert ?? []))].sort();
  return experts.map((expert) => {
    const own = entries.filter((entry) => entry.expert === expert);
    const speeds = own.flatMap((entry) => answerSpeed(entry) ?? []);
    const waits = own.flatMap(({ firstByteMs }) => firstByteMs ?? []);
    return {
      expert,
      requests: own.length,
      failed: own.filter(({ failure }) => failure !== undefined).length,
      ...(speeds.length > 0 && { tokensPerSecond: Math.round(median(speeds) * 10) / 10 }),
      ...(waits.length > 0 && { firstTokenMs: Math.round(median(waits)) }),
    };
  });
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function formatTop(
  machines: readonly MachineLoad[],
  experts: readonly ExpertUse[],
  options: { readonly width?: number } = {},
): string {
  const rows = machines.map((machine) =>
    machine.problem === undefined
      ? [
          machine.node,
          `${(machine.load ?? 0).toFixed(1)} of ${machine.cores ?? 0}`,
          share(machine.memoryUsedBytes, machine.memoryBytes),
          share(machine.diskUsedBytes, machine.diskBytes),
          (machine.failedServices ?? []).join(" ") || "none",
        ]
      : [machine.node, "?", "?", "?", machine.problem],
  );
  const used = experts.map(({ expert, requests, failed, tokensPerSecond, firstTokenMs }) => [
    expert,
    String(requests),
    String(failed),
    tokensPerSecond === undefined ? "-" : tokensPerSecond.toFixed(1),
    firstTokenMs === undefined ? "-" : `${(firstTokenMs / 1_000).toFixed(1)} s`,
  ]);
  return [
    table(["machine", "load", "memory", "disk", "failed services"], rows, options),
    "",
    used.length === 0
      ? "no requests since the gateway started"
      : table(["expert", "requests", "failed", "tokens/s", "first token"], used, options),
  ].join("\n");
}

const gibibyte = 2 ** 30;

const share = (used = 0, all = 0): string =>
  all === 0
    ? "?"
    : `${(used / gibibyte).toFixed(1)} of ${(all / gibibyte).toFixed(1)} GiB (${Math.round((100 * used) / all)} %)`;

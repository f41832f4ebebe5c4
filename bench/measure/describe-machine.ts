import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";

/** What the figures were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly kernel: string;
  /** Day of the run, ISO 8601. */
  readonly date: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "unknown",
    kernel: release(),
    date: new Date().toISOString().slice(0, 10),
  };
}

/** The machine as one sentence of a results page. */
export const machineSentence = ({ processor, cores, memoryGib, system, kernel, date }: Machine): string =>
  `${cores} cores (${processor}), ${memoryGib} GiB, ${system}, kernel ${kernel}, on ${date}.`;

import type { Use } from "./fleet.ts";
import { processBytes } from "./memory-model.ts";

/** The head keeps the input embeddings, the output buffers and the pages of the file that it is just sending. */
const headShareWithWorkers = 0.25;

export interface FixedExpert {
  readonly head: string;
  readonly workers: readonly string[];
  readonly memoryBytes: number;
}

/** What an expert takes that was placed by hand: its workers hold equal parts. */
export function fixedUses({ head, workers, memoryBytes }: FixedExpert): readonly Use[] {
  const onHead = memoryBytes * (workers.length === 0 ? 1 : headShareWithWorkers);
  return [
    { node: head, device: "memory", bytes: processBytes + onHead },
    ...workers.map((node): Use => ({ node, device: "memory", bytes: processBytes + memoryBytes / workers.length })),
  ];
}

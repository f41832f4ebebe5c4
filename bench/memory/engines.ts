import { join } from "node:path";

export interface Engine {
  readonly name: EngineName;
  /** What runs `add SET WORKSPACE` and `search SET WORKSPACE`. */
  readonly program: readonly [string, ...string[]];
  /** More vectors than these take it longer than a benchmark should. */
  readonly most: number;
}

export const engineNames = ["hearth", "chroma", "pgvector", "mem0"] as const;
export type EngineName = (typeof engineNames)[number];

/** `python` is the one that has the peers. */
export function findEngines(python: string): readonly Engine[] {
  const file = (name: string): string => join(import.meta.dirname, name);
  return [
    { name: "hearth", program: [process.execPath, file("run-hearth.ts")], most: Infinity },
    { name: "chroma", program: [python, file("run_chroma.py")], most: 100_000 },
    { name: "pgvector", program: [python, file("run_pgvector.py")], most: 100_000 },
    { name: "mem0", program: [python, file("run_mem0.py")], most: 10_000 },
  ];
}

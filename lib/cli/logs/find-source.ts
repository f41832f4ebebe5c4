import { suggestion } from "../../config/shape/nearest-name.ts";

/** Whose log is meant. */
export type LogSource =
  | { readonly kind: "job"; readonly name: string }
  | { readonly kind: "node"; readonly name: string }
  /** A systemd unit, such as consul, on every node that has it. */
  | { readonly kind: "service"; readonly name: string; readonly nodes: readonly string[] };

export interface KnownNames {
  readonly jobs: readonly string[];
  readonly nodes: readonly string[];
  /** Nodes by the name of the service. */
  readonly services: ReadonlyMap<string, readonly string[]>;
}

/** A job by its name or, for an expert, by the expert's: `chat` is the job `expert-chat`. Or what is wrong, with a suggestion. */
export function findJob(word: string, jobs: readonly string[]): string | { readonly problem: string } {
  const name = jobs.find((job) => job === word) ?? jobs.find((job) => job === `expert-${word}`);
  return name ?? { problem: `there is no job ${word}; ${suggestion(word, [...jobs, ...experts(jobs)])}` };
}

/** A job, a node or a service, in this order. Or what is wrong, with a suggestion. */
export function findSource(word: string, known: KnownNames): LogSource | { readonly problem: string } {
  const job = findJob(word, known.jobs);
  if (typeof job === "string") return { kind: "job", name: job };
  if (known.nodes.includes(word)) return { kind: "node", name: word };
  const nodes = known.services.get(word);
  if (nodes !== undefined) return { kind: "service", name: word, nodes };
  const all = [...known.jobs, ...experts(known.jobs), ...known.nodes, ...known.services.keys()];
  return { problem: `there is no job, node or service ${word}; ${suggestion(word, all)}` };
}

const experts = (jobs: readonly string[]): readonly string[] =>
  jobs.filter((job) => job.startsWith("expert-")).map((job) => job.slice("expert-".length));

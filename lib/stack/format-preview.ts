import { count } from "@hearth/kernel/count.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { countParts } from "./pulumi/parts.ts";
import type { PlannedChange } from "./pulumi/update-reporter.ts";
import { textDifferences, type ChangedLine } from "./text-differences.ts";

/** What `up` would do, and how much it would leave alone. */
export interface Preview {
  readonly planned: readonly PlannedChange[];
  readonly same: number;
  /** Changes in what only Pulumi knows, such as a machine that has left the stack. */
  readonly others: number;
  /** Nodes of a lab that would be made first. */
  readonly labNodes?: readonly string[];
}

/** How many lines of one change are shown; a new version of a program can change hundreds. */
const mostLines = 40;

export interface PreviewFormat {
  readonly diff: boolean;
  /** What a change does to what runs, a phrase each, by the resource. */
  readonly effects?: ReadonlyMap<string, readonly string[]>;
}

/** In the present tense: nothing has happened yet. */
export function formatPreview(preview: Preview, { diff, effects = new Map() }: PreviewFormat): string {
  const nodes = (preview.labNodes ?? []).map((node) => `  create the lab's node ${node}`);
  const lines = preview.planned.flatMap((change) => [
    `  ${change.operation} ${change.resource}`,
    ...(effects.get(change.resource) ?? []).map((effect) => `      ${effect}`),
    ...(diff ? differenceOf(change).map((line) => `      ${line}`) : []),
  ]);
  return [...nodes, ...lines, summary(preview)].join("\n");
}

function summary({ planned, same, others, labNodes = [] }: Preview): string {
  if (planned.length === 0 && others > 0) return `only Pulumi's own record would change; nothing on a machine`;
  if (planned.length === 0) return `nothing to change; ${countParts(same)} are as declared`;
  const operations = [...new Set(planned.map(({ operation }) => operation))];
  const counts = operations.map((operation, index) => {
    const number = planned.filter((change) => change.operation === operation).length;
    return `${index === 0 ? countParts(number) : number} to ${operation}`;
  });
  const nodes = labNodes.length === 0 ? "" : `, and ${count(labNodes.length, "node")} of the lab`;
  return `${[...counts, ...(same > 0 ? [`${same} unchanged`] : [])].join(", ")}${nodes}; nothing was done yet`;
}

function differenceOf({ operation, before, after }: PlannedChange): readonly string[] {
  if (operation === "create" || operation === "delete") return [];
  const lines = changedLines(defined({ before, after }));
  if (lines === undefined) return ["(holds a secret, so the difference is not shown)"];
  if (lines.length === 0) return ["(the same text, applied again)"];
  const shown = lines.slice(0, mostLines).map(({ sign, text }) => `${sign} ${text}`);
  const more = lines.length - shown.length;
  return more === 0 ? shown : [...shown, `… and ${count(more, "more line")}`];
}

/** Undefined if one of the texts is secret. */
export const changedLines = ({
  before,
  after,
}: Pick<PlannedChange, "before" | "after">): readonly ChangedLine[] | undefined =>
  before === undefined || after === undefined ? undefined : textDifferences(before, after);

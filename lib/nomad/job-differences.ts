import type { FieldDiff, JobDiff, ObjectDiff } from "./nomad-types.ts";

/**
 * Differences to ignore, as the ends of their paths. Nomad sets them itself when a job is registered, or shows them although
 * nothing will change.
 */
const noise: readonly RegExp[] = [
  // The token of whoever registers; not part of a job.
  /^NomadTokenID$/,
  // Written by lib/jobs/move-job.ts, so that Nomad makes a new allocation elsewhere.
  /^Meta\[hearth_moved\]$/,
  // Written by Nomad into the job that it reverts to.
  /^(Stable|StatusDescription|Version)$/,
];

/**
 * What a plan would change, one line each: `group head / task head / resources / MemoryMB: 256 → 320`. Empty if the registered
 * job is the wanted one.
 */
export function jobDifferences(diff: JobDiff | null | undefined): readonly string[] {
  if (!diff || diff.Type === "None") return [];
  const lines = [
    ...changes([], diff),
    ...diff.TaskGroups.flatMap((group) => [
      ...changes([`group ${group.Name}`], group),
      ...group.Tasks.flatMap((task) => changes([`group ${group.Name}`, `task ${task.Name}`], task)),
    ]),
  ];
  return lines.filter(({ path }) => !noise.some((pattern) => pattern.test(path))).map(({ path, text }) => path + text);
}

interface Change {
  readonly path: string;
  /** `: old → new`. */
  readonly text: string;
}

interface Level {
  readonly Type: string;
  readonly Fields: readonly FieldDiff[];
  readonly Objects: readonly ObjectDiff[];
}

function changes(path: readonly string[], level: Level): readonly Change[] {
  const found = [
    ...level.Fields.filter((field) => field.Type !== "None").map((field) => ({
      path: [...path, field.Name].join(" / "),
      text: `: ${shown(field.Old)} → ${shown(field.New)}`,
    })),
    ...level.Objects.flatMap((object) => changes([...path, object.Name], object)),
  ];
  // A block without fields still counts when it is added or removed.
  if (found.length > 0 || level.Type === "None" || level.Type === "Edited") return found;
  return [{ path: path.join(" / "), text: `: ${level.Type.toLowerCase()}` }];
}

const maxShownLength = 120;
const shown = (value: string): string => {
  if (value === "") return "(nothing)";
  const text = JSON.stringify(value).slice(1, -1);
  return text.length > maxShownLength ? `${text.slice(0, maxShownLength)}…` : text;
};

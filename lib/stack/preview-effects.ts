import { secretsFolder } from "../steps/tls-files.ts";
import { unitId, type Unit } from "../steps/unit.ts";
import type { PlannedChange } from "./pulumi/update-reporter.ts";

/** What a change does to a running machine, beside what it is for. */
export interface UnitEffect {
  /** Steps that differ, by their ids; empty for a unit with secrets, whose text is not read. */
  readonly steps: readonly string[];
  /** A phrase each: `restarts nomad`; empty if nothing that runs notices. */
  readonly effects: readonly string[];
}

/** What `up` would do to the machine of a unit; undefined if the change is not of a unit of the plan. Pure. */
export function effectOfChange(change: PlannedChange, units: readonly Unit[]): UnitEffect | undefined {
  const unit = units.find((candidate) => unitId(candidate) === change.resource);
  if (unit === undefined || change.operation === "delete") return undefined;
  const { before, after } = change;
  const isKnown = change.operation === "update" && before !== undefined && after !== undefined;
  const sections = isKnown ? changedSections(before, after) : undefined;
  const notes = isKnown ? changedNotes(before, after) : undefined;
  // On a machine that was installed again nothing is as it was.
  const isWhole = sections === undefined || notes?.some((note) => note.startsWith("host key ")) === true;
  const changed = unit.steps.filter(({ id }) => isWhole || sections.has(id));
  const hasNewSecrets = notes?.some((note) => note.startsWith("secrets ")) === true;
  const touched = changed.flatMap(({ owns = [], artifact }) => [
    ...owns,
    ...(artifact === undefined ? [] : [`/opt/hearth/${artifact}/.complete`]),
  ]);
  const isTouched = (path: string): boolean =>
    touched.includes(path) || (hasNewSecrets && path.startsWith(secretsFolder("")));
  const effects = unit.steps.flatMap((step): readonly string[] => {
    const { effect, watches = [] } = step;
    if (!changed.includes(step) && !watches.some(isTouched)) return [];
    switch (effect.kind) {
      case "safe":
        return [];
      case "restarts":
        return [`restarts ${effect.service}`];
      case "reboots":
        return ["reboots"];
      case "opens-port":
        return [`opens port ${effect.port}`];
    }
  });
  const isGuarded = unit.guard !== undefined && unit.guard.paths.length > 0 && changed.length > 0;
  return {
    steps: unit.secret || isWhole ? [] : changed.map(({ id }) => id),
    effects: [
      ...new Set([
        ...effects,
        ...(isKnown ? portsBetween(before, after) : []),
        ...(isGuarded ? ["may cut the connection, and takes itself back if it does"] : []),
      ]),
    ],
  };
}

/** Ids of the steps whose text differs, or that are new; a step that has only moved is the same. */
function changedSections(before: string, after: string): ReadonlySet<string> {
  const former = sectionsOf(before);
  return new Set([...sectionsOf(after)].flatMap(([id, text]) => (former.get(id) === text ? [] : [id])));
}

/** As lib/steps/compile.ts writes them: a comment with the id, then the functions of the step. */
function sectionsOf(script: string): ReadonlyMap<string, string> {
  const [functions = ""] = script.split('\ncase "$1" in\n');
  const parts = functions.split(/^# (.+)\n(?=values_\d+\(\) \{$)/m).slice(1);
  return new Map(
    Array.from({ length: Math.floor(parts.length / 2) }, (_, index) => [
      parts[2 * index] ?? "",
      (parts[2 * index + 1] ?? "").replaceAll(/^(\s*)(values|verify|apply|undo)_\d+/gm, "$1$2").trimEnd(),
    ]),
  );
}

/** Comments at the head of the script that are new. */
function changedNotes(before: string, after: string): readonly string[] {
  const notesOf = (script: string): readonly string[] =>
    (script.split("\nmain() {\n")[0] ?? "").split("\n").map((line) => line.replace(/^# /, ""));
  const former = notesOf(before);
  return notesOf(after).filter((note) => !former.includes(note));
}

/** Ports that the packet filter lets in now, and no longer. */
function portsBetween(before: string, after: string): readonly string[] {
  const portsOf = (script: string): ReadonlySet<string> =>
    new Set(
      [...script.matchAll(/\b(tcp|udp) dport (\d+(?:-\d+)?) accept\b/g)].map(
        ([, protocol = "", port = ""]) => `${port}/${protocol}`,
      ),
    );
  const [former, now] = [portsOf(before), portsOf(after)];
  return [
    ...[...now].filter((port) => !former.has(port)).map((port) => `opens port ${port}`),
    ...[...former].filter((port) => !now.has(port)).map((port) => `closes port ${port}`),
  ];
}

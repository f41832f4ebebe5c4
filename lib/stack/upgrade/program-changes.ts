import type { Unit } from "../../steps/unit.ts";

/** A program of the toolchain that gets another version on some machines. */
export interface ProgramChange {
  readonly program: string;
  readonly from: string;
  readonly to: string;
  readonly nodes: readonly string[];
}

/** Versions by node and program. */
export type ProgramVersions = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What was installed by the last run: a unit's script asks the launcher for its programs in its first lines. Pure. */
export function installedPrograms(scripts: ReadonlyMap<string, string>): ProgramVersions {
  return byNode(
    [...scripts].flatMap(([unit, script]) => {
      const header = script.slice(0, Math.max(0, script.indexOf("main() {")));
      const artifacts = [...header.matchAll(/^# artifact: (\S+)/gm)].map(([, artifact = ""]) => artifact);
      return artifacts.map((artifact) => ({ node: unit.split("/")[0] ?? "", artifact }));
    }),
  );
}

/** What this Hearth installs. Pure. */
export const wantedPrograms = (units: readonly Unit[]): ProgramVersions =>
  byNode(
    units.flatMap(({ node, steps }) =>
      steps.flatMap(({ artifact }) => (artifact === undefined ? [] : [{ node, artifact }])),
    ),
  );

function byNode(found: readonly { readonly node: string; readonly artifact: string }[]): ProgramVersions {
  const versions = new Map<string, Map<string, string>>();
  for (const { node, artifact } of found) {
    const at = artifact.lastIndexOf("-");
    const own = versions.get(node) ?? new Map<string, string>();
    versions.set(node, own.set(artifact.slice(0, at), artifact.slice(at + 1)));
  }
  return versions;
}

/** Programs that are there and get another version, by name. Pure. */
export function programChanges(installed: ProgramVersions, wanted: ProgramVersions): readonly ProgramChange[] {
  const changes = [...wanted].flatMap(([node, programs]) =>
    [...programs].flatMap(([program, to]) => {
      const from = installed.get(node)?.get(program);
      return from === undefined || from === to ? [] : [{ program, from, to, node }];
    }),
  );
  const groups = Map.groupBy(changes, ({ program, from, to }) => `${program} ${from} ${to}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { program, from, to } = first;
      return [{ program, from, to, nodes: group.map(({ node }) => node) }];
    })
    .toSorted((a, b) => a.program.localeCompare(b.program));
}

/** Whether a version comes before another: `1.9.2` before `1.10.0`. Pure. */
export function isOlder(version: string, other: string): boolean {
  const [one, two] = [numbersOf(version), numbersOf(other)];
  for (let index = 0; index < Math.max(one.length, two.length); index += 1) {
    const [left, right] = [one[index] ?? 0, two[index] ?? 0];
    if (left !== right) return left < right;
  }
  return false;
}

const numbersOf = (version: string): readonly number[] => (version.match(/\d+/g) ?? []).map(Number);

/** What a former version may not be able to read, by the program that becomes older. */
const kept: Readonly<Record<string, string>> = {
  nomad: "Nomad's makers support no way back: a former server may not read what a newer one has written",
  consul: "a former Consul server may not read what a newer one has written",
  headscale: "Headscale changes its database when it is updated, and a former one may refuse it",
};

/** What may not go back, a sentence each. Pure. */
export const backNotes = (changes: readonly ProgramChange[]): readonly string[] =>
  changes.flatMap(({ program, from, to }) => {
    const note = isOlder(to, from) ? kept[program] : undefined;
    return note === undefined ? [] : [note];
  });

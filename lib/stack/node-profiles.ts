import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { preflightCommand } from "../preflight/run-preflight.ts";
import { compileProbe, type Peer } from "../profile/compile-probe.ts";
import { nodeProfileSchema, type NodeProfile } from "../profile/node-profile.ts";
import { parseProbe } from "../profile/parse-probe.ts";
import type { NodeAccess } from "../ssh/node-access.ts";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import { sshFailure } from "../ssh/ssh-failure.ts";

/** A node's facts, or why there are none. */
export type ProfileReading =
  { readonly node: string; readonly profile: NodeProfile } | { readonly node: string; readonly problem: string };

export interface ReadProfilesOptions {
  readonly stackFolder: string;
  readonly signal?: AbortSignal | undefined;
  /** How a script is run on a node; over SSH except in tests. */
  readonly run?: (node: string, script: string) => Promise<ScriptRun>;
}

/**
 * Asks all nodes at once for their facts and keeps them in the stack's folder, where the planner reads them. A node that does not
 * answer keeps its last facts. Changes nothing on a node; throws only when aborted.
 */
export async function readProfiles(
  accesses: readonly NodeAccess[],
  { stackFolder, signal, run }: ReadProfilesOptions,
): Promise<readonly ProfileReading[]> {
  const sshConfigFile = join(stackFolder, "ssh_config");
  const overSsh = (node: string, script: string): Promise<ScriptRun> =>
    runScript({ sshConfigFile, node, ...preflightCommand(stackFolder, node), script, signal });
  return Promise.all(
    accesses.map(async ({ name }) => {
      const ended = await (run ?? overSsh)(name, compileProbe(peersOf(name, accesses)));
      if (!/^== end$/m.test(ended.stdout)) return { node: name, problem: sshFailure(name, ended).message };
      const profile = parseProbe(name, ended.stdout, new Date());
      keepProfile(stackFolder, profile);
      return { node: name, profile };
    }),
  );
}

export function keepProfile(stackFolder: string, profile: NodeProfile): void {
  mkdirSync(join(stackFolder, "profiles"), { recursive: true, mode: 0o700 });
  replaceFile(profileFile(stackFolder, profile.node), `${JSON.stringify(profile, null, 2)}\n`);
}

/** The facts that were read last, or undefined: nobody has asked, or another version of Hearth has. */
export function lastProfile(stackFolder: string, node: string): NodeProfile | undefined {
  const file = profileFile(stackFolder, node);
  if (!existsSync(file)) return undefined;
  try {
    return nodeProfileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** Those that a node can reach under the inventory's addresses: a machine behind a jump host has an address of another network. */
export function peersOf(node: string, accesses: readonly NodeAccess[]): readonly Peer[] {
  const own = accesses.find(({ name }) => name === node);
  return accesses
    .filter(({ name, jump }) => name !== node && own !== undefined && jump === own.jump)
    .map(({ name, address }) => ({ name, address }));
}

const profileFile = (stackFolder: string, node: string): string => join(stackFolder, "profiles", `${node}.json`);

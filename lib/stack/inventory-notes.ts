import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename } from "node:path";
import type { Cluster } from "../config/derive/cluster.ts";
import { ownSecretsIn, ownSecretsOf } from "../secrets/own-secrets.ts";
import { stackCommand } from "../stack-command.ts";
import { readSecrets } from "./init-stack.ts";
import { readStackConfig } from "./load-stack.ts";
import { passphraseFile, stackEnvironment } from "./pulumi/stack-environment.ts";

/** What an inventory needs that is not in it. */
export interface Surroundings {
  /** The inventory's file. */
  readonly file: string;
  readonly cluster: Pick<
    Cluster,
    "name" | "nodes" | "experts" | "gateway" | "jobOptions" | "backup" | "servers" | "overlay" | "depot"
  >;
  /** Names of a person's secrets that the stack has; undefined if that is not known. */
  readonly secrets?: readonly string[] | undefined;
  readonly exists?: (path: string) => boolean;
}

/** What a valid inventory still lacks on this computer; no machine is asked. */
export function inventoryNotes({ file, cluster, secrets, exists = existsSync }: Surroundings): readonly string[] {
  const stack = stackOf(file);
  const keys = [...new Set(cluster.nodes.flatMap(({ ssh }) => ssh.identityFile ?? []))];
  const missing = secrets === undefined ? [] : ownSecretsOf(cluster).filter((name) => !secrets.includes(name));
  return [
    ...(stack === undefined || stack === cluster.name
      ? []
      : [`cluster.name is ${cluster.name}, but commands call this stack ${stack}, after its file: give both one name`]),
    ...keys
      .filter((key) => !exists(key.replace(/^~(?=\/)/, homedir())))
      .map((key) => `ssh.identityFile: there is no file ${key} on this computer`),
    ...backupNotes(cluster),
    ...missing.map(
      (name) =>
        `the secret ${name} is not stored yet: \`${stackCommand(stack ?? cluster.name, `secrets create ${name}`)}\``,
    ),
    ...chatsThatMayBeOff(cluster),
  ];
}

/** Where every chat expert needs a machine that may be off, nobody answers while it is. */
function chatsThatMayBeOff({ nodes, experts }: Pick<Cluster, "nodes" | "experts">): readonly string[] {
  const mayBeOff = new Set(nodes.flatMap(({ name, mayBeOff: may }) => (may === true ? [name] : [])));
  const chats = experts.filter(({ model }) => model.kind === "chat");
  const needed = chats.map(({ head, workers, reduced }) =>
    [head, ...(reduced === undefined ? workers : [])].filter((node) => mayBeOff.has(node)),
  );
  if (chats.length === 0 || needed.some((off) => off.length === 0)) return [];
  const machines = [...new Set(needed.flat())].join(", ");
  const names = chats.map(({ name }) => name).join(", ");
  const who = chats.length === 1 ? `the only chat expert, ${names}, needs` : `all chat experts, ${names}, need`;
  return [
    `${who} ${machines}, which may be off: nobody answers meanwhile. Place one on a machine that stays on, such as a small one as its \`fallbacks\``,
  ];
}

/** A machine that keeps the backups and the data too: one loss takes both. */
function backupNotes({ backup, servers, overlay, depot, jobOptions = {} }: Surroundings["cluster"]): readonly string[] {
  if (backup?.place.kind !== "node") return [];
  const { node } = backup.place;
  const jobs = Object.entries(jobOptions).flatMap(([job, options]) =>
    (options as { readonly node?: unknown } | undefined)?.node === node ? [`the job ${job}`] : [],
  );
  const has = [
    ...(servers.includes(node) ? ["a server"] : []),
    ...(overlay.control === "headscale" && overlay.node === node ? ["Headscale"] : []),
    ...(depot === node ? ["the memory vault"] : []),
    ...jobs,
  ];
  if (has.length === 0) return [];
  return [
    `backup.node: ${node} keeps the backups and has ${has.join(", ")} too, so a loss of ${node} takes data and backup: choose a machine without data, or a place outside the cluster`,
  ];
}

/** The same, with the secrets read from the stack. */
export const notesOn = async (
  written: Pick<Surroundings, "file" | "cluster">,
  toolPath: string,
): Promise<readonly string[]> => inventoryNotes({ ...written, secrets: await storedSecrets(written, toolPath) });

/**
 * A person's secrets that the stack of a file has; undefined if that is not known, since the passphrase is elsewhere. Pulumi is asked
 * only where the inventory names any.
 */
async function storedSecrets({ file, cluster }: Pick<Surroundings, "file" | "cluster">, toolPath: string) {
  const stack = stackOf(file) ?? cluster.name;
  if (ownSecretsOf(cluster).length === 0 || !("hearth:secrets" in readStackConfig(stack))) return [];
  if (!existsSync(passphraseFile(stack))) return undefined;
  return ownSecretsIn(await readSecrets(stack, stackEnvironment(stack, toolPath)));
}

/** The stack that a file in stacks/ is the inventory of. */
function stackOf(file: string): string | undefined {
  const name = basename(file);
  return name.endsWith(".inventory.yaml") ? name.replace(/\.inventory\.yaml$/, "") : undefined;
}

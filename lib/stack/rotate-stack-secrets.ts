import { randomUUID } from "node:crypto";
import { writeAccessFiles } from "../cluster/access-files.ts";
import { connectCluster } from "../cluster/connect-cluster.ts";
import { declaredSecrets } from "../jobs/load-definitions.ts";
import { writeExpiries } from "../secrets/certificate-expiry.ts";
import { completeSecrets } from "../secrets/complete-secrets.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { managementNames, rotatableNames, rotateSecrets } from "../secrets/rotate-secrets.ts";
import { managing } from "../steps/consul-tokens.ts";
import { initStack } from "./init-stack.ts";
import type { Stack } from "./load-stack.ts";
import { runPulumi } from "./pulumi/run-pulumi.ts";

export interface RotationOptions {
  /** How long the former values stay valid beside the new ones; 0 ends them with the next `up`. */
  readonly overlapMs: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Names of the stack's secrets that can be rotated, sorted. */
export const rotatableOf = ({ roles, jobs, cluster }: Pick<Stack, "roles" | "jobs" | "cluster">): readonly string[] =>
  rotatableNames({ declared: declaredSecrets(roles, jobs), nodes: cluster.nodes.map(({ name }) => name) });

/**
 * Puts new values in place of these secrets; `hearth up` brings them to the cluster. Management tokens are exchanged with the agents
 * at once, so for them the cluster has to answer.
 */
export async function rotateStackSecrets(
  stack: Stack,
  names: readonly string[],
  { overlapMs, environment, signal }: RotationOptions,
): Promise<void> {
  const { secrets } = await initStack(stack, environment);
  const declared = declaredSecrets(stack.roles, stack.jobs);
  const nodes = stack.cluster.nodes.map(({ name }) => name);
  const save = (changed: StackSecrets): Promise<void> => saveSecrets(stack, changed, environment);
  const managed = await exchangeManagement(stack, { names, secrets, save, signal });
  const rotated = rotateSecrets(managed, names, { declared, nodes, overlapMs });
  await save(await completeSecrets(stack.cluster, rotated, declared));
}

interface Exchange {
  readonly names: readonly string[];
  readonly secrets: StackSecrets;
  readonly save: (changed: StackSecrets) => Promise<void>;
  readonly signal: AbortSignal;
}

/** The secrets with new management tokens, where they are named. A former one ends once the new one is saved. */
async function exchangeManagement(
  { folder }: Stack,
  { names, secrets, save, signal }: Exchange,
): Promise<StackSecrets> {
  if (!names.some((name) => managementNames.includes(name))) return secrets;
  const given: Record<string, string> = {};
  const before = connectCluster(folder, { patienceMs: 10_000, signal });
  const former: { consul?: string; nomad?: string } = {};
  if (names.includes("consul.management")) {
    former.consul = await before.consul.acl.ownAccessor();
    given["consul.management"] = randomUUID();
    await before.consul.acl.putToken({
      accessorId: randomUUID(),
      secretId: given["consul.management"],
      description: managing,
      policies: ["global-management"],
    });
  }
  if (names.includes("nomad.management")) {
    former.nomad = await before.nomad.ownAccessor();
    given["nomad.management"] = await before.nomad.createManagementToken(managing);
  }
  const changed = { ...secrets, ...given };
  await save(changed);
  const after = connectCluster(folder, { patienceMs: 10_000, signal });
  if (former.consul !== undefined) await after.consul.acl.deleteToken(former.consul);
  if (former.nomad !== undefined) await after.nomad.deleteToken(former.nomad);
  return changed;
}

async function saveSecrets(
  stack: Stack,
  secrets: StackSecrets,
  environment: RotationOptions["environment"],
): Promise<void> {
  await runPulumi(["config", "set", "--secret", "hearth:secrets", "--stack", stack.name], {
    environment,
    input: JSON.stringify(secrets),
  });
  // The cluster still has the former authority's certificates until the next `up`.
  writeAccessFiles(stack, secrets);
  writeExpiries(stack.folder, stack.cluster, secrets);
}

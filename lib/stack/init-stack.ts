import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { makePrivateFolder } from "@hearth/kernel/private-folder.ts";
import { stateFolder } from "../paths.ts";
import { writeExpiries } from "../secrets/certificate-expiry.ts";
import { completeSecrets } from "../secrets/complete-secrets.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { writeAccessFiles } from "../cluster/access-files.ts";
import { declaredSecrets } from "../jobs/load-definitions.ts";
import { readStackConfig, type Stack } from "./load-stack.ts";
import { withLock } from "../with-lock.ts";
import { requireKeys } from "./require-keys.ts";
import { runPulumi } from "./pulumi/run-pulumi.ts";
import { passphraseFile } from "./pulumi/stack-environment.ts";

export interface Initialised {
  readonly secrets: StackSecrets;
  /** Names of the new ones. */
  readonly added: readonly string[];
}

/**
 * Makes what the stack still lacks: its passphrase, Pulumi stack and secrets. A second run changes nothing, and one at the same time
 * waits: with two, one would encrypt the secrets with a passphrase that the other replaces. Throws STATE_MISSING if a part existed and
 * is lost.
 */
export function initStack(stack: Stack, environment: Readonly<Record<string, string>>): Promise<Initialised> {
  requireKeys(stack.name);
  makePrivateFolder(stack.folder);
  const what = `the keys of the stack ${stack.name}`;
  return withLock(join(stack.folder, "init"), { what, limitMs: 120_000 }, () => complete(stack, environment));
}

async function complete(stack: Stack, environment: Readonly<Record<string, string>>): Promise<Initialised> {
  requireKeys(stack.name);
  makePrivateFolder(stateFolder);
  const passphrase = passphraseFile(stack.name);
  if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(32).toString("base64url"), { mode: 0o600 });

  const pulumi = (args: readonly string[], input?: string): Promise<string> =>
    runPulumi([...args, "--stack", stack.name], { environment, ...defined({ input }) });

  if (!existsSync(join(stateFolder, ".pulumi", "stacks", "hearth", `${stack.name}.json`))) {
    await runPulumi(["stack", "init", stack.name], { environment });
  }
  // Checked separately: a run may have been interrupted between the two.
  const configured = readStackConfig(stack.name);
  if (!("hearth:inventory" in configured)) {
    await pulumi(["config", "set", "hearth:inventory", basename(stack.inventoryFile)]);
  }
  if (!("hearth:secrets" in configured)) await pulumi(["config", "set", "--secret", "hearth:secrets"], "{}");
  const present = await readSecrets(stack.name, environment);
  const secrets = await completeSecrets(stack.cluster, present, declaredSecrets(stack.roles, stack.jobs));
  const added = Object.keys(secrets).filter((name) => secrets[name] !== present[name]);
  if (added.length > 0) await pulumi(["config", "set", "--secret", "hearth:secrets"], JSON.stringify(secrets));
  writeAccessFiles(stack, secrets);
  writeExpiries(stack.folder, stack.cluster, secrets);
  return { secrets, added };
}

/** The stack's secrets in clear text; pass them only to what needs them. */
export async function readSecrets(stack: string, environment: Readonly<Record<string, string>>): Promise<StackSecrets> {
  const text = await runPulumi(["config", "get", "hearth:secrets", "--stack", stack], { environment });
  return JSON.parse(text) as StackSecrets;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { asRoot } from "../../ssh/as-root.ts";
import { runScript, type ScriptRun } from "../../ssh/run-script.ts";
import { sshFailure } from "../../ssh/ssh-failure.ts";

export interface Package {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface PackageUpgrade {
  readonly packages: readonly Package[];
  /** A new kernel or library wants the machine to restart. */
  readonly needsReboot: boolean;
}

export interface UpgradeOptions {
  readonly stackFolder: string;
  readonly signal: AbortSignal;
  /** Only says what would be installed. */
  readonly look?: boolean;
}

const script = readFileSync(join(import.meta.dirname, "upgrade-packages.sh"), "utf8");

/** apt downloads, unpacks and builds modules for minutes without a word on stdout. */
const silenceLimitMs = 1_800_000;

/** Installs all updates of a machine's packages. Throws COMMAND_FAILED with the end of what apt said. */
export async function upgradePackages(
  node: string,
  { stackFolder, signal, look = false }: UpgradeOptions,
): Promise<PackageUpgrade> {
  const run = await runScript({
    sshConfigFile: join(stackFolder, "ssh_config"),
    node,
    ...asRoot({ stackFolder, node, command: look ? "sh -s look" : "sh -s" }),
    script,
    signal,
    silenceLimitMs,
  });
  return readUpgrade(node, run);
}

export function readUpgrade(node: string, run: ScriptRun): PackageUpgrade {
  const { exitCode, stdout, stderr } = run;
  if (!/^begin$/m.test(stdout)) throw sshFailure(node, run);
  const [, reboot] = /^reboot (yes|no)$/m.exec(stdout) ?? [];
  if (exitCode !== 0 || reboot === undefined) {
    throw new HearthError({
      code: "COMMAND_FAILED",
      at: node,
      message: `its packages could not be upgraded:\n${stderr.trim().split("\n").slice(-5).join("\n")}`,
      hint: `Put it right with \`hearth ssh ${node}\`, and run the command again: it goes on from here.`,
    });
  }
  const packages = [...stdout.matchAll(/^package (\S+) (\S+) (\S+)$/gm)].map(([, name = "", from = "", to = ""]) => ({
    name,
    from,
    to,
  }));
  return { packages, needsReboot: reboot === "yes" };
}

import { $ } from "zx";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { NodeAccess } from "../../ssh/node-access.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";

/**
 * Waits until a machine accepts our SSH login and shows the pinned host key. Ignores the person's own SSH settings.
 * Fails with HOST_KEY_MISMATCH at once, or with WAIT_TIMEOUT.
 */
export async function waitForSsh(node: NodeAccess, limitMs: number, signal?: AbortSignal): Promise<void> {
  const at = `${node.user}@${node.address}`;
  const pinned = `[${node.address}]:${node.port} ${node.hostKey}`;
  const knownAs = node.port === 22 ? `${node.address} ${node.hostKey}` : pinned;
  const settings = {
    BatchMode: "yes",
    ConnectTimeout: "3",
    IdentitiesOnly: "yes",
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: "/dev/null",
    GlobalKnownHostsFile: "/dev/null",
    KnownHostsCommand: `/bin/echo ${knownAs}`,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const identity = node.identityFile === undefined ? [] : ["-i", node.identityFile];
  await waitFor(
    {
      what: `SSH on ${node.name} (${at})`,
      limitMs,
      intervalMs: 200,
      hint: "Run `hearth lab status`; `hearth lab down` and `hearth lab up` make the nodes again.",
      ...defined({ signal }),
    },
    async () => {
      const shell = $({ nothrow: true, quiet: true, ...defined({ signal }) });
      const result = await shell`ssh -F none ${flags} ${identity} -p ${node.port} ${at} true`;
      if (result.exitCode === 0) return ready(undefined);
      if (result.stderr.includes("Host key verification failed")) {
        throw new HearthError({
          code: "HOST_KEY_MISMATCH",
          message: `${node.name} (${node.address}) shows an SSH host key that differs from the pinned one`,
          hint: "Run `hearth lab down`, then `hearth lab up`.",
          at: node.name,
        });
      }
      return notYet(result.stderr.trim().split("\n").at(-1) ?? "it does not answer");
    },
  );
}

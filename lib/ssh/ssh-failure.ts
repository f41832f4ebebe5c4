import { HearthError } from "@hearth/kernel/errors.ts";
import type { ScriptRun } from "./run-script.ts";

/**
 * Why SSH to a node failed: HOST_KEY_MISMATCH, LOGIN_REFUSED, or NODE_UNREACHABLE. For a run that was stopped because it was
 * silent, or that ssh itself ended.
 */
export function sshFailure(node: string, { exitCode, stderr, firstOutputAt }: ScriptRun): HearthError {
  const said = stderr.trim();
  if (said.includes("Host key verification failed")) {
    const shown = /SHA256:[A-Za-z0-9+/]+/.exec(said)?.[0];
    return new HearthError({
      code: "HOST_KEY_MISMATCH",
      at: node,
      message: `${node} shows an SSH host key that differs from the pinned one${shown === undefined ? "" : `: ${shown}`}`,
      hint:
        `If the machine was reinstalled, write its new key into nodes[${node}].ssh.hostKey of the inventory: on the machine itself, ` +
        "`cat /etc/ssh/ssh_host_ed25519_key.pub` prints it, and `ssh-keygen -lf` its checksum (on a lab: `hearth lab up`). " +
        "If not, find out which machine answers at its address.",
    });
  }
  if (said.includes("Too many authentication failures")) {
    return new HearthError({
      code: "LOGIN_REFUSED",
      at: node,
      message: `${node} refuses the login: the agent offers more keys than the machine allows tries`,
      hint: "Set `ssh.identityFile` in the inventory to the key that the machine knows: then only this one is offered.",
    });
  }
  if (said.includes("Permission denied")) {
    return new HearthError({
      code: "LOGIN_REFUSED",
      at: node,
      message: `${node} refuses the login: ${lastLine(said)}`,
      hint: "Check `ssh.user` and `ssh.identityFile` in the inventory, and that the agent holds the key: `ssh-add -l`.",
    });
  }
  return new HearthError({
    code: "NODE_UNREACHABLE",
    at: node,
    message: `${node} does not answer over SSH: ${reasonOf(exitCode, said, firstOutputAt)}`,
    hint: "Check that the machine is on, and its address and port in the inventory; see more with `hearth ssh NODE`.",
  });
}

/**
 * Why a script did not start although SSH let us in: a cloud image's root that only says "Please login as the user debian", an
 * account without a shell, an expired password. The reason may be on either output.
 */
export function shellFailure(node: string, { exitCode, stdout, stderr }: ScriptRun): HearthError {
  const said = firstLine(stdout) ?? firstLine(stderr) ?? `the login ended with status ${exitCode ?? "unknown"}`;
  return new HearthError({
    code: "LOGIN_REFUSED",
    at: node,
    message: `${node} accepts the key but gives no shell: ${said}`,
    hint: "Set `ssh.user` in the inventory to a user with a shell, such as `debian` on a cloud image; see what the machine says with `hearth ssh NODE`.",
  });
}

function reasonOf(exitCode: number | undefined, said: string, firstOutputAt: number | undefined): string {
  if (exitCode === undefined) return firstOutputAt === undefined ? "it is silent" : "it went silent";
  return said === "" ? "the connection was lost" : lastLine(said);
}

const lastLine = (text: string): string => text.split("\n").at(-1)?.trim() ?? "";

const firstLine = (text: string): string | undefined =>
  text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "");

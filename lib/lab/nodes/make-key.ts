import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { $ } from "zx";

/** Makes an Ed25519 key pair without a passphrase: `path` and `path.pub`. */
async function makeKey(path: string, comment: string): Promise<void> {
  await $({ quiet: true })`ssh-keygen -q -t ed25519 -N ${""} -C ${comment} -f ${path}`;
}

/** The public key without its comment: `ssh-ed25519 AAAA…`. */
const publicKey = (path: string): string => readFileSync(`${path}.pub`, "utf8").split(" ").slice(0, 2).join(" ");

/** The key that logs in to a lab's nodes, made if it is missing.
 * @returns the public key
 */
export async function ensureIdentity(path: string): Promise<string> {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(`${path}.new`, { force: true });
    await makeKey(`${path}.new`, "hearth-lab");
    // The private half goes last: if it exists, the pair is complete.
    renameSync(`${path}.new.pub`, `${path}.pub`);
    renameSync(`${path}.new`, path);
  }
  return publicKey(path);
}

/** Runs `use` with a new host key: its public half, and the folder that holds both until `use` has ended. */
export async function withHostKey<T>(use: (publicHalf: string, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-host-key-"));
  try {
    chmodSync(folder, 0o700);
    const path = join(folder, hostKeyName);
    await makeKey(path, "");
    return await use(publicKey(path), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The file name sshd looks for. */
export const hostKeyName = "ssh_host_ed25519_key";

import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Cluster } from "../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { makePrivateFolder } from "@hearth/kernel/private-folder.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { ownSecret } from "../secrets/own-secrets.ts";
import { sudoPasswordFile } from "../ssh/as-root.ts";

interface SudoStack {
  readonly cluster: Cluster;
  readonly folder: string;
}

/**
 * Writes the passwords that sudo asks for, each to a file of its node that only this user may read, and removes those that the
 * inventory no longer names. Like the tokens beside them, they are what `passphrase` in the same folder can decrypt anyway.
 */
export function writeSudoPasswords({ cluster, folder }: SudoStack, secrets: StackSecrets): void {
  const passwords = new Map(
    cluster.nodes.flatMap(({ name, ssh }) => {
      const value = ssh.sudoPassword === undefined ? undefined : secrets[ownSecret(ssh.sudoPassword)];
      return value === undefined ? [] : [[name, checked(ssh.sudoPassword ?? "", value)] as const];
    }),
  );
  const passwordFolder = dirname(sudoPasswordFile(folder, "any"));
  if (passwords.size > 0) makePrivateFolder(passwordFolder);
  for (const [node, password] of passwords) replaceFile(sudoPasswordFile(folder, node), `${password}\n`);
  const left = existsSync(passwordFolder) ? readdirSync(passwordFolder) : [];
  for (const name of left) if (!passwords.has(name)) rmSync(sudoPasswordFile(folder, name));
}

/** The password is one line of what ssh sends. */
function checked(name: string, password: string): string {
  if (password !== "" && !/[\r\n\0]/.test(password)) return password;
  throw new HearthError({
    code: "SUDO_REFUSED",
    message: `the secret ${name} is no password for sudo: it is empty, or more than one line`,
    hint: `Save the password with \`hearth secrets create ${name}\`.`,
  });
}

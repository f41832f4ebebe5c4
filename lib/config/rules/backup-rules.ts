import type { Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Rules for where backups go. */
export const backupRules: Rules = {
  *"backup-without-place"({ inventory: { backup } }) {
    if (backup === undefined) return;
    const { node, folder, repository } = backup;
    if (repository !== undefined && (node !== undefined || folder !== undefined)) {
      yield {
        path: ["backup", "repository"],
        what: "there are two places for the backups",
        hint: "keep either `repository`, or `node` with `folder`",
      };
    } else if (repository === undefined && (node === undefined || folder === undefined)) {
      yield {
        path: ["backup"],
        what: "does not say where the backups go",
        hint: "give `node` and `folder`, or `repository`",
      };
    }
  },

  *"unknown-backup-node"({ inventory: { backup }, references }) {
    const { node: name } = backup ?? {};
    if (name !== undefined) yield* unknownReference({ name, path: ["backup", "node"], kind: "node" }, references.nodes);
  },

  *"backup-key-without-sftp"({ inventory: { backup } }) {
    if (backup === undefined) return;
    const { repository = "", sshKey, hostKey } = backup;
    const isSftp = repository.startsWith("sftp:");
    if (isSftp === (sshKey !== undefined) && isSftp === (hostKey !== undefined)) return;
    yield isSftp
      ? {
          path: ["backup", "repository"],
          what: "an `sftp:` repository needs `sshKey` and `hostKey`",
          hint: "save a key with `hearth secrets create NAME`, and copy the server's public host key",
        }
      : {
          path: ["backup", sshKey === undefined ? "hostKey" : "sshKey"],
          what: "is for an `sftp:` repository alone",
          hint: "remove it, or name the variable that opens this repository in `environment`",
        };
  },
};

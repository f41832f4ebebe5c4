import { createHash, createHmac } from "node:crypto";
import type { DerivedSecret } from "./declared-secrets.ts";

/** Name of the secret that all passwords of backups follow from; a person keeps a copy of it. */
export const backupKey = "backup.key";

/** Opens the repository of one node and no other. It follows from the key, so whoever has the key has all of them. */
export const backupPassword = (key: string, node: string): string =>
  createHmac("sha256", key).update(`repository of ${node}`).digest("base64url");

/** A node's password, as a secret of each node. */
export const backupPasswords = (): DerivedSecret => ({
  eachNode: true,
  derive: ({ secret, node }) => backupPassword(secret(backupKey), node),
});

/** Who may use the store of backups: each node with a password of its own, in the form of htpasswd. */
export const storeAccounts = (password: string): DerivedSecret => ({
  derive: ({ secret, nodes }) =>
    nodes
      .map((node) => {
        // The passwords are random, so nobody finds one by trying.
        const digest = createHash("sha1")
          .update(secret(`${password}.${node}`))
          .digest("base64");
        return `${node}:{SHA}${digest}\n`;
      })
      .join(""),
});

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { completeDeclared } from "../lib/secrets/declared-secrets.ts";
import { backupPassword } from "../lib/secrets/backup-secrets.ts";
import { role as backup } from "./backup.ts";
import { role } from "./backup-store.ts";

const declared = { ...role.secrets, ...backup.secrets };

test("the store knows each machine by a digest of its password", () => {
  const secrets = completeDeclared(declared, {}, ["n1", "n2"]);
  const digest = createHash("sha1")
    .update(secrets["backup.store.n2"] ?? "")
    .digest("base64");
  expect(secrets["backup.accounts"]?.split("\n")[1]).toBe(`n2:{SHA}${digest}`);
  expect(completeDeclared(declared, secrets, ["n1", "n2"])).toEqual(secrets);
});

test("every machine's password follows from the key, and differs", () => {
  const secrets = completeDeclared(declared, { "backup.key": "the key" }, ["n1", "n2"]);
  expect(secrets["backup.password.n1"]).toBe(backupPassword("the key", "n1"));
  expect(secrets["backup.password.n2"]).not.toBe(secrets["backup.password.n1"]);
});

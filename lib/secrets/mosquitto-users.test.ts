import { expect, test } from "vitest";
import { completeDeclared, type SecretDeclarations } from "./declared-secrets.ts";
import { isHashOf, mosquittoAccess, mosquittoHash, mosquittoPasswords } from "./mosquitto-users.ts";

const declared: SecretDeclarations = {
  lamp: {
    make: () => "secret",
    opens: { job: "broker", as: "lamp", rights: { read: ["lamp/set"], write: ["lamp/#"] } },
  },
  clock: { make: () => "tick", opens: { job: "broker", as: "clock", rights: { write: ["time"] } } },
  other: { make: () => "none", opens: { job: "gateway", as: "other" } },
  passwords: mosquittoPasswords("broker"),
  access: mosquittoAccess("broker"),
};

test("a hash is of one password, in mosquitto_passwd's form", () => {
  // As `mosquitto_passwd -b FILE lamp secret` wrote it.
  const hash =
    "$7$101$1NXbT/tAe6KDZxOC$MvPjlR4cPORPQCyW6r+aFGigaxAUpVLvJktu84ZgrSsyPEFsYiDadr+YF+vTlhhT5Rypg7LIZZowLiXzuZIQbA==";
  expect(mosquittoHash("secret", Buffer.from("1NXbT/tAe6KDZxOC", "base64"))).toBe(hash);
  expect([isHashOf(hash, "secret"), isHashOf(hash, "Secret"), isHashOf("$6$x$y", "secret")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("the files of the broker name its clients, with hashes and topics, and no password", () => {
  const { passwords = "", access } = completeDeclared(declared, {});
  const lines = passwords.trimEnd().split("\n");
  expect(lines.map((line) => line.split(":")[0])).toEqual(["lamp", "clock"]);
  expect(passwords).not.toContain("secret");
  expect(access).toBe(
    ["user lamp", "topic read lamp/set", "topic write lamp/#", "", "user clock", "topic write time", ""].join("\n"),
  );
});

test("a second run changes nothing, and a new password only its own line", () => {
  const first = completeDeclared(declared, {});
  expect(completeDeclared(declared, first)).toEqual(first);
  const second = completeDeclared(declared, { ...first, lamp: "another" });
  const [before, after] = [first, second].map(({ passwords = "" }) => passwords.split("\n"));
  expect([after?.[0] === before?.[0], after?.[1] === before?.[1]]).toEqual([false, true]);
});

import { expect, test } from "vitest";
import { hostKeyProblem, userKeyProblem } from "./ssh-public-key.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP5YRnBwEzTdVFnxHX+RgxqXPqe+7OnDBWjsbayPswuc";
/** A key in OpenSSH's form from its fields. */
const keyOf = (type: string, ...fields: readonly Buffer[]): string => {
  const parts = [Buffer.from(type), ...fields].flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return `${type} ${Buffer.concat(parts).toString("base64")}`;
};

test("a good key has no problem; only a person's key may have a comment", () => {
  expect(hostKeyProblem(key)).toBeUndefined();
  expect(userKeyProblem(`${key} resident@laptop, since spring`)).toBeUndefined();
  expect(hostKeyProblem(`${key} root@n1`)?.what).toBe("has something behind the key");
});

test("a hardware key is a person's, not a machine's", () => {
  const hardware = keyOf("sk-ssh-ed25519@openssh.com", Buffer.alloc(32), Buffer.from("ssh:"));
  expect(userKeyProblem(hardware)).toBeUndefined();
  expect(hostKeyProblem(hardware)?.what).toBe("does not start with a key type such as ssh-ed25519");
});

test.each([
  ["", "does not start with a key type such as ssh-ed25519"],
  ["ssh-ed25519", "is cut short or altered: its base64 part does not decode to a key"],
  ["ssh-ed25519 not-base64!", "is cut short or altered: its base64 part does not decode to a key"],
  [`192.0.2.1 ${key}`, "has something before `ssh-ed25519`"],
  [`${key}\n${key}`, "is more than one line, and a public key is one line"],
  [key.replace("ssh-ed25519", "ssh-rsa"), "says ssh-rsa but holds another type of key"],
  [keyOf("ssh-ed25519", Buffer.alloc(31)), "is cut short: an ed25519 key has 32 bytes"],
  [keyOf("ssh-dss", Buffer.alloc(20)), "is a DSA key, which OpenSSH no longer takes"],
])("%j: %s", (text, what) => {
  expect(userKeyProblem(text)).toEqual({
    kind: "malformed",
    what,
    hint: "paste the one line of a file such as `~/.ssh/id_ed25519.pub`",
  });
});

test.each(["-----BEGIN OPENSSH PRIVATE KEY-----\nx", "b3BlbnNzaC1rZXktdjEAAAAA", "-----BEGIN RSA PRIVATE KEY-----"])(
  "a private key is named as such and never quoted: %j",
  (text) => {
    const problem = userKeyProblem(text);
    expect(problem?.kind).toBe("private");
    expect(JSON.stringify(problem)).not.toContain(text);
  },
);

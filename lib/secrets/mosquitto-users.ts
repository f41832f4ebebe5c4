import { pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";
import type { DerivedSecret } from "./declared-secrets.ts";

/** What a client of the broker may do; patterns of topics as MQTT has them, with `+` and `#`. */
export interface TopicRights {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** Mosquitto's own number. A password of ours has 192 random bits, so more rounds would only slow down each connection. */
const rounds = 101;
const digestBytes = 64;

/** A password as Mosquitto's password file has it, after the name and a colon: `$7$101$<salt>$<digest>`. */
export function mosquittoHash(password: string, salt: Buffer = randomBytes(12)): string {
  const digest = pbkdf2Sync(password, salt, rounds, digestBytes, "sha512");
  return `$7$${rounds}$${salt.toString("base64")}$${digest.toString("base64")}`;
}

export function isHashOf(hash: string, password: string): boolean {
  const [, kind, , salt = ""] = hash.split("$");
  const expected = Buffer.from(mosquittoHash(password, Buffer.from(salt, "base64")));
  const given = Buffer.from(hash);
  return kind === "7" && given.length === expected.length && timingSafeEqual(given, expected);
}

/** Lines of Mosquitto's access list for one client. */
export const accessLines = (name: string, { read, write }: TopicRights): readonly string[] => [
  `user ${name}`,
  ...read.map((topic) => `topic read ${topic}`),
  ...write.map((topic) => `topic write ${topic}`),
];

/** Mosquitto's password file for the clients that jobs declare with `opens`. A line stays as it is while its password does. */
export const mosquittoPasswords = (job: string): DerivedSecret => ({
  derive: ({ current = "", callersOf }) => {
    const former = new Map(current.split("\n").map((line) => [line.split(":")[0], line.slice(line.indexOf(":") + 1)]));
    return callersOf(job)
      .map(({ id, key }) => {
        const hash = former.get(id);
        return `${id}:${hash !== undefined && isHashOf(hash, key) ? hash : mosquittoHash(key)}\n`;
      })
      .join("");
  },
});

/** Mosquitto's access list for the same clients, from the `rights` of each: `{ read: ["#"], write: [] }`. */
export const mosquittoAccess = (job: string): DerivedSecret => ({
  derive: ({ callersOf }) =>
    callersOf(job)
      .flatMap(({ id, rights }) => [...accessLines(id, rightsOf(rights)), ""])
      .join("\n"),
});

const rightsOf = ({ read = [], write = [] }: Readonly<Record<string, unknown>>): TopicRights => ({
  read: read as readonly string[],
  write: write as readonly string[],
});

import { compareSync, hashSync } from "bcryptjs";
import type { DerivedSecret } from "./declared-secrets.ts";

/** The registry has no rights of its own: who may only pull is known to the one that is read-only, who may push to the other. */
export type RegistryRight = "pull" | "push";

/** bcrypt's least. A password of ours has 192 random bits, so more rounds would only slow down each pull. */
const rounds = 4;

/** The registry's password file for the accounts with a right. A line stays as it is while its password does. */
export const registryPasswords = (job: string, right: RegistryRight): DerivedSecret => ({
  derive: ({ current = "", callersOf }) => {
    const former = new Map(current.split("\n").map((line) => [line.split(":")[0], line.slice(line.indexOf(":") + 1)]));
    return callersOf(job)
      .filter(({ rights }) => rights["may"] === right)
      .map(({ id, key }) => {
        const hash = former.get(id);
        return `${id}:${hash !== undefined && compareSync(key, hash) ? hash : hashSync(key, rounds)}\n`;
      })
      .join("");
  },
});

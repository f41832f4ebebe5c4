import { InvalidArgumentError } from "commander";
import { scopes, type KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";

/** What a key may do unless told: all but to administer. */
export const usualScopes: readonly KeyScope[] = scopes.filter((scope) => scope !== "admin");

/** `memories,skills:read`: scopes, or the names of rooms for reading and writing in them. Throws commander's InvalidArgumentError. */
export function parseScopes(text: string): readonly KeyScope[] {
  const wanted = text.split(",").flatMap((part) => {
    const word = part.trim();
    const found = scopes.filter((scope) => scope === word || scope.startsWith(`${word}:`));
    if (word !== "" && found.length > 0) return found;
    throw new InvalidArgumentError(`'${word}' is no scope; there are ${scopes.join(", ")}.`);
  });
  return scopes.filter((scope) => wanted.includes(scope));
}

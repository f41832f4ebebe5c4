import { scopes, type KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";
import type { Kind } from "../options.ts";

/** What a key may do by default: all but to administer. */
export const usualScopes: readonly KeyScope[] = scopes.filter((scope) => scope !== "admin");

/** `memories,skills:read`: scopes, or the names of rooms for reading and writing in them. */
export const scopeList: Kind<readonly KeyScope[]> = {
  is: `scopes from ${scopes.join(", ")}, separated by commas; memories means both of memories`,
  read: (text) => {
    const wanted = text.split(",").map((part) => {
      const word = part.trim();
      return word === "" ? [] : scopes.filter((scope) => scope === word || scope.startsWith(`${word}:`));
    });
    if (wanted.some((found) => found.length === 0)) return undefined;
    return scopes.filter((scope) => wanted.flat().includes(scope));
  },
};

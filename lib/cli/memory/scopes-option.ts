import { scopes, type KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";
import type { Kind } from "../options.ts";

/** What a key may do by default: everything except administer. */
export const usualScopes: readonly KeyScope[] = scopes.filter((scope) => scope !== "admin");

/** `memories,skills:read`: scopes, or a scope's first part for both reading and writing. */
export const scopeList: Kind<readonly KeyScope[]> = {
  is: `scopes from ${scopes.join(", ")}, separated by commas; memories means both memories:read and memories:write`,
  read: (text) => {
    const wanted = text.split(",").map((part) => {
      const word = part.trim();
      return word === "" ? [] : scopes.filter((scope) => scope === word || scope.startsWith(`${word}:`));
    });
    if (wanted.some((found) => found.length === 0)) return undefined;
    return scopes.filter((scope) => wanted.flat().includes(scope));
  },
};

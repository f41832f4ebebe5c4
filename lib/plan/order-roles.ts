import { HearthError } from "@hearth/kernel/errors.ts";
import type { Role } from "./role.ts";

/**
 * Roles in the one order that holds on every node: each after all that it needs. Of those that could come next the one that the
 * longest line of others waits for comes first, for a node's units form a chain and other nodes wait too; ties go by name.
 * A need that no role fulfils is a mistake in roles/ and says so; a circle is named in full.
 */
export function orderRoles(roles: readonly Role[]): readonly Role[] {
  const waitingLine = lengthsOfWaitingLines(roles);
  const left = new Set(roles.toSorted((a, b) => a.name.localeCompare(b.name)));
  const ordered: Role[] = [];
  while (left.size > 0) {
    const ready = [...left].filter((role) =>
      role.needs.every((need) => ordered.some(({ name }) => name === need.role)),
    );
    const next = ready.toSorted((a, b) => (waitingLine.get(b.name) ?? 0) - (waitingLine.get(a.name) ?? 0))[0];
    if (next === undefined) throw new TypeError("no role can come next, and there is no circle");
    ordered.push(next);
    left.delete(next);
  }
  return ordered;
}

/** By role: how many roles wait for each other behind it, at the most. */
function lengthsOfWaitingLines(roles: readonly Role[]): ReadonlyMap<string, number> {
  const byName = new Map(roles.map((role) => [role.name, role]));
  const lengths = new Map(roles.map((role) => [role.name, 0]));
  const visit = (role: Role, path: readonly string[]): void => {
    if (path.includes(role.name)) throw circle([...path.slice(path.indexOf(role.name)), role.name]);
    for (const need of role.needs.toSorted((a, b) => a.role.localeCompare(b.role))) {
      const needed = byName.get(need.role);
      if (needed === undefined) throw new TypeError(`role ${role.name} needs ${need.role}, which is not in roles/`);
      const length = (lengths.get(role.name) ?? 0) + 1;
      if ((lengths.get(needed.name) ?? 0) >= length && !path.includes(needed.name)) continue;
      lengths.set(needed.name, Math.max(lengths.get(needed.name) ?? 0, length));
      visit(needed, [...path, role.name]);
    }
  };
  for (const role of roles.toSorted((a, b) => a.name.localeCompare(b.name))) visit(role, []);
  return lengths;
}

const circle = (names: readonly string[]): HearthError =>
  new HearthError({
    code: "PLAN_CYCLE",
    message: `roles wait for each other: ${names.join(" → ")}`,
    hint: "Remove one of these needs in roles/.",
  });

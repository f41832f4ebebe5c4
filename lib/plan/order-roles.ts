import { HearthError } from "../errors.ts";
import type { Role } from "./role.ts";

/**
 * Roles in the one order that holds on every node: each after all that it needs, ties by name.
 * A need that no role fulfils is a mistake in roles/ and says so; a circle is named in full.
 */
export function orderRoles(roles: readonly Role[]): readonly Role[] {
  const byName = new Map(roles.map((role) => [role.name, role]));
  const ordered: Role[] = [];
  const visit = (role: Role, path: readonly string[]): void => {
    if (ordered.includes(role)) return;
    if (path.includes(role.name)) {
      throw new HearthError({
        code: "PLAN_CYCLE",
        message: `roles wait for each other: ${[...path.slice(path.indexOf(role.name)), role.name].join(" → ")}`,
        hint: "Remove one of these needs in roles/.",
      });
    }
    for (const need of role.needs.toSorted((a, b) => a.role.localeCompare(b.role))) {
      const needed = byName.get(need.role);
      if (needed === undefined) throw new TypeError(`role ${role.name} needs ${need.role}, which is not in roles/`);
      visit(needed, [...path, role.name]);
    }
    ordered.push(role);
  };
  for (const role of roles.toSorted((a, b) => a.name.localeCompare(b.name))) visit(role, []);
  return ordered;
}

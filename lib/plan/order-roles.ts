import { orderByNeeds } from "@hearth/kernel/order-by-needs.ts";
import type { Role } from "./role.ts";

/**
 * Roles in the one order that holds on every node: each after all that it needs. A node's units form a chain that other nodes
 * wait for too, so the longest chain of dependants goes first (critical path); ties are ordered by name, regardless of the order
 * of the files.
 */
export function orderRoles(roles: readonly Role[]): readonly Role[] {
  return orderByNeeds(
    roles.toSorted((a, b) => a.name.localeCompare(b.name)),
    {
      nameOf: ({ name }) => name,
      needsOf: ({ needs }) => needs.map(({ role }) => role).toSorted((a, b) => a.localeCompare(b)),
      kind: "role",
      folder: "roles/",
      fileOf: ({ name }) => `roles/${name}.ts`,
    },
  );
}

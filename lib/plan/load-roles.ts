import { root } from "../paths.ts";
import { loadDeclarations } from "./load-declarations.ts";
import type { Role } from "./role.ts";

/** All roles: one file each in the checkout's `roles` (or in another folder), exporting `role`. There is no list to edit. */
export const loadRoles = (checkout = root): Promise<readonly Role[]> =>
  loadDeclarations<Role>(checkout, { folder: "roles", exported: "role" });

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../paths.ts";
import type { Role } from "./role.ts";

/** All roles: one file each in the checkout's `roles` (or in another folder), exporting `role`. There is no list to edit. */
export async function loadRoles(checkout = root): Promise<readonly Role[]> {
  const folder = join(checkout, "roles");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return Promise.all(
    files.sort().map(async (file) => {
      const { role } = (await import(pathToFileURL(join(folder, file)).href)) as { role?: Role };
      if (role === undefined || `${role.name}.ts` !== file) {
        throw new TypeError(`roles/${file} must export \`role\` with the name of its file`);
      }
      return role;
    }),
  );
}

import { z } from "zod";
import type { User } from "../lib/config/derive/cluster.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { file } from "../lib/steps/file.ts";
import { shell } from "../lib/steps/shell.ts";
import type { Step } from "../lib/steps/step.ts";

export const role = defineRole({
  name: "users",
  about: "Lets the people of the inventory in, each with their own keys and no password.",
  options: z.strictObject({}),
  needs: [onNode("base")],
  guard: ({ cluster }) => ({
    paths: cluster.users.filter((user) => user.sudo).map((user) => sudoersFile(user.name)),
    // sudo reads its files anew each time; that it still lets us in is what the fresh connection proves.
    reload: ":",
  }),
  steps: ({ cluster }) => cluster.users.flatMap(stepsFor),
});

const sudoersFile = (name: string): string => `/etc/sudoers.d/60-hearth-${name}`;

function stepsFor({ name, keys, sudo }: User): readonly Step[] {
  const home = `/home/${name}`;
  return [
    shell({
      id: `user ${name}`,
      values: { name, home },
      verify: '[ "$(getent passwd "$name" | cut -d: -f6,7)" = "$home:/bin/bash" ]',
      apply:
        'if getent passwd "$name" >/dev/null; then usermod -s /bin/bash -d "$home" "$name"; else useradd -m -d "$home" -s /bin/bash "$name"; fi',
      // A person's files are theirs: undo shuts the account and keeps the home folder.
      undo: 'if getent passwd "$name" >/dev/null; then userdel "$name"; fi',
    }),
    shell({
      id: `keys of ${name}`,
      values: { name, home, keys: keys.map((key) => `${key}\n`).join("") },
      verify: 'file_is "$home/.ssh/authorized_keys" 600 "$name:$name" "$keys"',
      apply:
        'install -d -m 700 -o "$name" -g "$name" "$home/.ssh"\nfile_write "$home/.ssh/authorized_keys" 600 "$name:$name" "$keys"',
      undo: 'file_undo "$home/.ssh/authorized_keys" 600 "$name:$name" "$keys"',
      // Who is taken out of the inventory keeps the account's files and has no key any more.
      owns: [`${home}/.ssh/authorized_keys`],
    }),
    ...(sudo ? [file({ path: sudoersFile(name), content: `${name} ALL=(ALL) NOPASSWD: ALL\n`, mode: "440" })] : []),
  ];
}

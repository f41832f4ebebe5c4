import { z } from "zod";
import type { User } from "../lib/config/derive/cluster.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { file } from "../lib/steps/file.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import type { Step } from "../lib/steps/step.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

export const role = defineRole({
  name: "users",
  about: "Lets the people of the inventory in, each with their own keys and no password.",
  options: z.strictObject({}),
  needs: [onNode("base")],
  guard: ({ cluster }) => ({
    paths: cluster.users.filter((user) => user.sudo).map((user) => sudoersFile(user.name)),
    // sudo rereads its files each time; the fresh connection proves that it still lets us in.
    reload: ":",
  }),
  steps: ({ cluster }) => cluster.users.flatMap(stepsFor),
});

const sudoersFile = (name: string): string => `/etc/sudoers.d/60-hearth-${name}`;

function stepsFor({ name, keys, sudo }: User): readonly Step[] {
  return [
    shell({
      id: `user ${name}`,
      values: { name, home: `/home/${name}` },
      ...stepScript(import.meta.dirname, "users-account.sh"),
    }),
    // In a folder of root's, which the role ssh makes sshd read: root never writes in a home, where its owner could lay links.
    // A person removed from the inventory keeps the account's files but loses all keys.
    {
      ...file({ path: keysFile(name), content: renderTemplate("users/authorized_keys", { keys }) }),
      id: `keys of ${name}`,
    },
    ...(sudo
      ? [file({ path: sudoersFile(name), content: renderTemplate("users/sudoers", { name }), mode: "440" })]
      : []),
  ];
}

/** The one file with a person's keys; `%u` of sshd_config stands for the name. */
export const keysFile = (name: string): string => `/etc/ssh/authorized_keys.d/${name}`;

import { z } from "zod";
import type { RoleContext } from "../lib/plan/role.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { packages } from "../lib/steps/packages.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

const path = "/etc/ssh/sshd_config.d/10-hearth.conf";
const reload = "sshd -t && systemctl reload ssh";

export const role = defineRole({
  name: "ssh",
  about: "Accepts only keys, of the people in the inventory and of Hearth's own login.",
  options: z.strictObject({
    allowUsers: z
      .array(z.string().regex(/^[a-z_][a-z0-9_-]*$/, "is not a user name"))
      .default([])
      .meta({ description: "Other users who may log in." }),
  }),
  needs: [onNode("users")],
  endpoints: (_, node) => [{ name: "ssh", port: node.ssh.port, protocol: "tcp", reach: "underlay" }],
  guard: () => ({ paths: [path], reload }),
  steps: (context) => [
    packages("openssh-server"),
    shell({
      id: `file ${path}`,
      values: {
        path,
        content: renderTemplate("ssh/sshd.conf", settings(context)),
        stamp: "/var/lib/hearth/started/ssh",
      },
      ...stepScript(import.meta.dirname, "ssh-configuration.sh"),
      owns: [path],
      effect: { kind: "restarts", service: "ssh" },
    }),
  ],
});

const settings = ({ cluster, node, options }: RoleContext<{ allowUsers: string[] }>) => ({
  isRoot: node.ssh.user === "root",
  allowUsers: [...new Set([node.ssh.user, ...cluster.users.map((user) => user.name), ...options.allowUsers])],
});

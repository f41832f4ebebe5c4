import { z } from "zod";
import type { RoleContext } from "../lib/plan/role.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { packages } from "../lib/steps/packages.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { keysFile } from "./users.ts";

const path = "/etc/ssh/sshd_config.d/10-hearth.conf";
const reload = "sshd -t && systemctl reload ssh";

const userNames = z.array(z.string().regex(/^[a-z_][a-z0-9_-]*$/, "is not a user name")).default([]);

export const role = defineRole({
  name: "ssh",
  about: "Accepts only keys, of the people in the inventory and of Hearth's own login.",
  options: z.strictObject({
    allowUsers: userNames.meta({ description: "Other users who may log in." }),
    forwardingUsers: userNames.meta({
      description:
        "People who may forward ports through the machine (`ssh -L`), and so reach all that its own programs reach.",
    }),
    olderClients: z.boolean().default(false).meta({
      description:
        "Also accept clients without a post-quantum key exchange, such as OpenSSH before 8.5: what they send could be recorded now and read with a later computer.",
    }),
  }),
  needs: [onNode("users")],
  endpoints: (_, node) => [{ name: "ssh", port: node.ssh.port, protocol: "tcp", reach: "underlay" }],
  guard: () => ({ paths: [path], reload }),
  steps: (context) => {
    const content = renderTemplate("ssh/sshd.conf", settings(context));
    const logins = [context.node.ssh.user, ...context.cluster.users.map(({ name }) => name), "nobody"];
    return [
      packages("openssh-server"),
      shell({
        id: `file ${path}`,
        values: {
          path,
          content,
          stamp: "/var/lib/hearth/started/ssh",
          logins: logins.join(" "),
          expected: logins.flatMap((login) => effectiveLines(content, login)).join("\n"),
        },
        ...stepScript(import.meta.dirname, "ssh-configuration.sh"),
        owns: [path],
        effect: { kind: "restarts", service: "ssh" },
      }),
    ];
  },
});

type Options = { readonly allowUsers: string[]; readonly forwardingUsers: string[]; readonly olderClients: boolean };

const settings = ({ cluster, node, options }: RoleContext<Options>) => {
  const people = cluster.users.map((user) => user.name);
  return {
    isRoot: node.ssh.user === "root",
    login: node.ssh.user,
    allowUsers: [...new Set([node.ssh.user, ...people, ...options.allowUsers])],
    people: people.join(),
    keysFile: keysFile("%u"),
    forwarding: options.forwardingUsers.join(),
    keyExchanges: [
      ...postQuantum,
      ...(options.olderClients ? ["curve25519-sha256", "curve25519-sha256@libssh.org"] : []),
    ].join(),
    ciphers:
      "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr",
    codes: "hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com,umac-128-etm@openssh.com",
    hostKeys: hostKeyAlgorithms(node.ssh.hostKey),
  };
};

/** Known to the OpenSSH of Debian 12 and of 13. */
const postQuantum = ["sntrup761x25519-sha512@openssh.com"];

/** A pinned ECDSA key goes on working: the machine could not be reached without it. */
function hostKeyAlgorithms(pinned = ""): string {
  const [type = ""] = pinned.split(" ");
  return ["ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256", ...(type.startsWith("ecdsa-") ? [type] : [])].join();
}

/** Debian's own keyword, which `sshd -T` leaves out. */
const unsaid = ["DebianBanner"];

/** What `sshd -T` has to say of a login, if the file decides alone: lines of LOGIN KEYWORD VALUE. */
export function effectiveLines(content: string, login: string): readonly string[] {
  const values = new Map<string, string>();
  let holds = true;
  for (const line of content.trim().split("\n")) {
    const [keyword = "", ...rest] = line.trim().split(/\s+/);
    if (keyword === "Match") holds = rest[0] === "all" || (rest[1] ?? "").split(",").includes(login);
    else if (holds && !unsaid.includes(keyword))
      values.set(keyword.toLowerCase(), rest.toSorted().join(" ").replace("prohibit-", "without-"));
  }
  return [...values].map(([keyword, value]) => `${login} ${keyword} ${value}`);
}

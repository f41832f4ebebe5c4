import { defaultUser } from "../derive/default-user.ts";
import { layersOf, settingOf } from "../derive/layers.ts";
import { systemUsers } from "./reserved-names.ts";
import { nodesFrom } from "./nodes-from.ts";
import { repeated } from "./repeated.ts";
import type { Rules } from "./rule.ts";

/** Rules for the people who may log in. None of them needs sudo: Hearth's own login does the work. */
export const userRules: Rules = {
  *"duplicate-user-name"({ inventory: { users = [] } }) {
    for (const { item, index } of repeated(users.map((user) => user?.name))) {
      const what = `the user \`${item}\` is already listed`;
      yield { path: ["users", index, "name"], what, hint: "put all keys of a person under one entry" };
    }
  },

  *"reserved-user-name"({ inventory: { users = [] } }) {
    for (const [index, user] of users.entries()) {
      if (user?.name === undefined || !(systemUsers.includes(user.name) || user.name.startsWith("systemd-"))) continue;
      const what = `\`${user.name}\` is an account of the system or of a service`;
      yield {
        path: ["users", index, "name"],
        what,
        hint: "choose another name; `sudo: true` lets a person act as root",
      };
    }
  },

  *"user-without-keys"({ inventory: { users = [] } }) {
    for (const [index, user] of users.entries()) {
      if (user?.keys?.length !== 0) continue;
      const hint = "add a public key, or remove the user: passwords do not open SSH";
      yield { path: ["users", index, "keys"], what: `\`${user.name ?? ""}\` could never log in`, hint };
    }
  },

  /** Hearth would overwrite the keys of its own login. */
  *"user-is-ssh-user"({ inventory }) {
    const { nodes = [], users = [], cluster } = inventory;
    const login = defaultUser(nodesFrom(cluster));
    const logins = nodes.map((_, index) => settingOf(layersOf(inventory, index), "ssh", "user")?.value ?? login);
    for (const [index, user] of users.entries()) {
      const node = nodes[logins.findIndex((name) => name === user?.name)];
      if (user?.name === undefined || systemUsers.includes(user.name) || node?.name === undefined) continue;
      const what = `\`${user.name}\` is the user that Hearth itself logs in as on ${node.name}`;
      yield { path: ["users", index, "name"], what, hint: "list only people here, not Hearth's login" };
    }
  },
};

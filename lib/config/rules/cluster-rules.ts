import type { Complaint, Path } from "../read/finding.ts";
import { repeated } from "./repeated.ts";
import type { Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Rules for the section `cluster`, and for role options anywhere. */
export const clusterRules: Rules = {
  *"server-count"({ inventory: { cluster } }) {
    const count = cluster?.servers?.length;
    if (count === undefined || [1, 3, 5].includes(count)) return;
    const what = `${count} servers tolerate no more failures than ${count - 1} server${count === 2 ? "" : "s"}`;
    yield {
      path: ["cluster", "servers"],
      what: count === 0 ? "there are no servers" : count > 5 ? `${count} servers only slow each other down` : what,
      hint: "name 1, 3 or 5 nodes",
    };
  },

  *"unknown-server"({ inventory: { cluster }, references }) {
    for (const [index, name] of (cluster?.servers ?? []).entries()) {
      yield* unknownReference({ name, path: ["cluster", "servers", index], kind: "node" }, references.nodes);
    }
  },

  *"repeated-server"({ inventory: { cluster } }) {
    for (const { item, index } of repeated(cluster?.servers ?? [])) {
      yield {
        path: ["cluster", "servers", index],
        what: `\`${item}\` is already a server`,
        hint: "name each node once",
      };
    }
  },

  *"unknown-service-node"({ inventory: { cluster }, references }) {
    for (const [index, name] of (cluster?.services ?? []).entries()) {
      yield* unknownReference({ name, path: ["cluster", "services", index], kind: "node" }, references.nodes);
    }
  },

  *"no-service-node"({ inventory: { cluster } }) {
    if (cluster?.services?.length !== 0) return;
    yield {
      path: ["cluster", "services"],
      what: "no node may run services",
      hint: "name a node, or leave the key out",
    };
  },

  *"unknown-overlay-node"({ inventory: { cluster }, references }) {
    if (cluster?.overlay?.control !== "headscale") return;
    const { node } = cluster.overlay;
    yield* unknownReference({ name: node, path: ["cluster", "overlay", "node"], kind: "node" }, references.nodes);
  },

  *"unknown-depot"({ inventory: { cluster }, references }) {
    yield* unknownReference({ name: cluster?.depot, path: ["cluster", "depot"], kind: "node" }, references.nodes);
  },

  *"unknown-role"({ inventory, references: { roles } }) {
    yield* unknownRoles(inventory.options, { path: ["options"], roles });
    for (const [name, group] of Object.entries(inventory.groups ?? {})) {
      yield* unknownRoles(group?.options, { path: ["groups", name, "options"], roles });
    }
    for (const [index, node] of (inventory.nodes ?? []).entries()) {
      yield* unknownRoles(node?.options, { path: ["nodes", index, "options"], roles });
    }
  },
};

function* unknownRoles(
  options: object | undefined,
  { path, roles }: { readonly path: Path; readonly roles: readonly string[] | undefined },
): Iterable<Complaint> {
  for (const name of Object.keys(options ?? {})) {
    yield* unknownReference({ name, path: [...path, name], kind: "role", on: "key" }, roles);
  }
}

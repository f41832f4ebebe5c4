import { portsOf } from "../derive/ports.ts";
import { layersOf, settingOf } from "../derive/layers.ts";
import { hostNames, serviceNamesWith } from "./reserved-names.ts";
import { nodesFrom } from "./nodes-from.ts";
import { repeated } from "./repeated.ts";
import type { Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Rules for the list of nodes. */
export const nodeRules: Rules = {
  *"no-nodes"({ inventory: { nodes } }) {
    if (nodes?.length !== 0) return;
    yield { path: ["nodes"], what: "there are no nodes", hint: "list at least one machine" };
  },

  *"duplicate-node-name"({ inventory: { nodes = [] } }) {
    for (const { item, index } of repeated(nodes.map((node) => node?.name))) {
      const what = `another node already has the name \`${item}\``;
      yield { path: ["nodes", index, "name"], what, hint: "give each machine a name of its own" };
    }
  },

  *"reserved-node-name"({ inventory: { nodes = [] }, declared }) {
    for (const [index, node] of nodes.entries()) {
      if (node?.name === undefined || ![...hostNames, ...serviceNamesWith(declared)].includes(node.name)) continue;
      const what = `\`${node.name}\` is a name that Hearth or Linux itself uses`;
      yield { path: ["nodes", index, "name"], what, hint: "choose another name" };
    }
  },

  /** Machines behind the same address need different ports or different jump machines. */
  *"duplicate-address"({ inventory, declared }) {
    const { nodes = [], cluster } = inventory;
    const defaultPort = portsOf(cluster?.ports, declared.ports).ssh;
    const places = nodes.map((node, index) => {
      if (node?.address === undefined) return undefined;
      const layers = layersOf(inventory, index);
      const port = settingOf(layers, "ssh", "port")?.value ?? defaultPort;
      return [node.address.toLowerCase(), port, settingOf(layers, "ssh", "jump")?.value ?? ""].join(" ");
    });
    for (const { index, first } of repeated(places)) {
      const [owner, other] = [nodes[first]?.name ?? `nodes[${first}]`, nodes[index]?.name ?? `nodes[${index}]`];
      const what = `${nodes[index]?.address ?? ""} is the address of both ${owner} and ${other}`;
      yield { path: ["nodes", index, "address"], what, hint: "correct one of the two" };
    }
  },

  *"missing-address"({ inventory: { nodes = [], cluster } }) {
    if (nodesFrom(cluster) !== "inventory") return;
    for (const [index, node] of nodes.entries()) {
      if (node === undefined || "address" in node) continue;
      const hint = "add `address:`, or set `nodesFrom: lab` to try Hearth on virtual nodes";
      yield { path: ["nodes", index, "address"], what: "is missing", hint };
    }
  },

  *"address-in-lab"({ inventory: { nodes = [], cluster } }) {
    if (nodesFrom(cluster) !== "lab") return;
    for (const [index, node] of nodes.entries()) {
      if (node?.address === undefined) continue;
      const hint = "remove it, or set `nodesFrom: inventory` for real machines";
      yield { path: ["nodes", index, "address"], on: "key", what: "the lab gives its nodes their addresses", hint };
    }
  },

  *"data-path-in-lab"({ inventory: { nodes = [], cluster } }) {
    if (nodesFrom(cluster) !== "lab") return;
    for (const [index, node] of nodes.entries()) {
      if (node?.dataPath === undefined) continue;
      const hint = "remove it, or set `nodesFrom: inventory` for real machines";
      yield { path: ["nodes", index, "dataPath"], on: "key", what: "the lab's nodes have no other disks", hint };
    }
  },

  *"unknown-group"({ inventory: { nodes = [] }, references }) {
    for (const [index, node] of nodes.entries()) {
      for (const [position, name] of (node?.groups ?? []).entries()) {
        const path = ["nodes", index, "groups", position];
        yield* unknownReference({ name, path, kind: "group" }, references.groups);
      }
    }
  },
};

import type { Path } from "../read/finding.ts";
import { layersOf, settingOf, type Setting } from "../derive/layers.ts";
import { nodesFrom } from "./nodes-from.ts";
import { repeated } from "./repeated.ts";
import type { Given, Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Rules for SSH to the machines. */
export const sshRules: Rules = {
  *"missing-host-key"({ inventory: { nodes = [], cluster } }) {
    if (nodesFrom(cluster) !== "inventory") return;
    for (const [index, node] of nodes.entries()) {
      const unreadable = node === undefined || ("ssh" in node && node.ssh === undefined);
      if (unreadable || "hostKey" in (node.ssh ?? {})) continue;
      const hint =
        "run `ssh-keyscan -t ed25519 ADDRESS`, compare its output with the key on the machine, and add it without the address";
      yield { path: ["nodes", index, "ssh", "hostKey"], what: "is missing", hint };
    }
  },

  /** The same key on two machines is one that was copied with the lines of the other. */
  *"duplicate-host-key"({ inventory: { nodes = [] } }) {
    for (const { index, first } of repeated(nodes.map((node) => node?.ssh?.hostKey?.split(" ")[1]))) {
      const what = `is also the key of ${nodes[first]?.name ?? `nodes[${first}]`}`;
      const hint = "read each machine's own key on the machine itself: `cat /etc/ssh/ssh_host_ed25519_key.pub`";
      yield { path: ["nodes", index, "ssh", "hostKey"], what, hint };
    }
  },

  /** Any other login or port would lock Hearth out of the lab. */
  *"ssh-in-lab"({ inventory }) {
    const { cluster, groups = {}, nodes = [] } = inventory;
    if (nodesFrom(cluster) !== "lab") return;
    const places: readonly (readonly [Path, unknown])[] = [
      [["cluster", "ports", "ssh"], cluster?.ports?.ssh],
      [["ssh"], inventory.ssh],
      ...Object.entries(groups).map(([name, group]) => [["groups", name, "ssh"], group?.ssh] as const),
      ...nodes.map((node, index) => [["nodes", index, "ssh"], node?.ssh] as const),
    ];
    for (const [path, value] of places) {
      if (value === undefined) continue;
      yield { path, on: "key", what: "the lab makes its nodes' logins, ports and keys itself", hint: "remove it" };
    }
  },

  *"unknown-jump"(given) {
    for (const { jump } of jumpsOf(given)) {
      yield* unknownReference({ name: jump.value, path: jump.path, kind: "node" }, given.references.nodes);
    }
  },

  *"jump-to-itself"(given) {
    for (const { name, jump } of jumpsOf(given)) {
      if (name !== jump.value) continue;
      const hint = "name the machine to jump through, or remove the line";
      yield { path: jump.path, what: `\`${name}\` would be reached through itself`, hint };
    }
  },

  *"jump-cycle"(given) {
    const jumps = new Map(jumpsOf(given).map(({ name, jump }) => [name, jump]));
    const reported = new Set<string>();
    for (const [start, jump] of jumps) {
      const circle = circleFrom(start, (name) => jumps.get(name)?.value);
      if (circle.length < 2 || circle.some((name) => reported.has(name))) continue;
      circle.forEach((name) => reported.add(name));
      const what = `the jumps form a circle: ${[...circle, start].join(" → ")}`;
      yield { path: jump.path, what, hint: "make one of them directly reachable" };
    }
  },
};

/** The jump of each node that has one, after merging layers. */
function jumpsOf({ inventory }: Given): readonly { readonly name: string; readonly jump: Setting<string> }[] {
  return (inventory.nodes ?? []).flatMap((node, index) => {
    const jump = settingOf(layersOf(inventory, index), "ssh", "jump");
    return node?.name === undefined || jump === undefined ? [] : [{ name: node.name, jump }];
  });
}

/** The path from `start` back to `start`; empty if it ends elsewhere. */
function circleFrom(start: string, next: (name: string) => string | undefined): readonly string[] {
  const way = [start];
  for (let name = next(start); name !== undefined && name !== start; name = next(name)) {
    if (way.includes(name)) return [];
    way.push(name);
  }
  return next(way.at(-1) ?? start) === start ? way : [];
}

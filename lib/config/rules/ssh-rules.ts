import type { Path } from "../read/finding.ts";
import { layersOf, settingOf, type Setting } from "../derive/layers.ts";
import { nodesFrom } from "./nodes-from.ts";
import type { Given, Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** What has to be true of the ways to the machines. */
export const sshRules: Rules = {
  *"missing-host-key"({ inventory: { nodes = [], cluster } }) {
    if (nodesFrom(cluster) !== "inventory") return;
    for (const [index, node] of nodes.entries()) {
      const unreadable = node === undefined || ("ssh" in node && node.ssh === undefined);
      if (unreadable || "hostKey" in (node.ssh ?? {})) continue;
      const hint =
        "run `ssh-keyscan -t ed25519 ADDRESS`, compare the key with the machine's own, and add it without the address";
      yield { path: ["nodes", index, "ssh", "hostKey"], what: "is missing", hint };
    }
  },

  /** Another login or port than the lab's would lock Hearth out of it. */
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
      const hint = "name the machine that stands before it, or remove the line";
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
      const what = `the machines jump in a circle: ${[...circle, start].join(" → ")}`;
      yield { path: jump.path, what, hint: "let one of them be reached directly" };
    }
  },
};

/** The jump of each node that has one, layers considered. */
function jumpsOf({ inventory }: Given): readonly { readonly name: string; readonly jump: Setting<string> }[] {
  return (inventory.nodes ?? []).flatMap((node, index) => {
    const jump = settingOf(layersOf(inventory, index), "ssh", "jump");
    return node?.name === undefined || jump === undefined ? [] : [{ name: node.name, jump }];
  });
}

/** The way from `start` back to `start`, or nothing where it ends elsewhere. */
function circleFrom(start: string, next: (name: string) => string | undefined): readonly string[] {
  const way = [start];
  for (let name = next(start); name !== undefined && name !== start; name = next(name)) {
    if (way.includes(name)) return [];
    way.push(name);
  }
  return next(way.at(-1) ?? start) === start ? way : [];
}

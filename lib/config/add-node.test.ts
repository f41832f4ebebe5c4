import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../paths.ts";
import { addNode, type NewNode } from "./add-node.ts";

const node: NewNode = { name: "n9", address: "192.0.2.19", hostKey: "ssh-ed25519 AAAA" };

test("a machine is added at the end of the list, and everything else stays as it is", () => {
  const text = "# mine\nnodes:\n  - name: n1   # the old one\n    address: 192.0.2.11\n\n# what runs\nexperts: []\n";
  expect(addNode(text, node)).toBe(
    [
      "# mine",
      "nodes:",
      "  - name: n1   # the old one",
      "    address: 192.0.2.11",
      "  - name: n9",
      "    address: 192.0.2.19",
      "    ssh: { hostKey: ssh-ed25519 AAAA }",
      "",
      "# what runs",
      "experts: []",
      "",
    ].join("\n"),
  );
});

test("a file without a last line end, an IPv6 address, a port and a user", () => {
  const added = addNode("nodes:\n- name: n1", {
    ...node,
    address: "2001:db8::9",
    port: 2222,
    user: "ada",
    architecture: "arm64",
  });
  expect(added).toBe(
    'nodes:\n- name: n1\n- name: n9\n  address: "2001:db8::9"\n  architecture: arm64\n  ssh: { user: ada, port: 2222, hostKey: ssh-ed25519 AAAA }\n',
  );
});

test.each(["house", "home"])("the inventory %s takes one more", (name) => {
  const text = readFileSync(join(root, `stacks/samples/${name}.inventory.yaml`), "utf8");
  const before = parse(text) as { nodes: unknown[] };
  const after = parse(addNode(text, node) ?? "") as { nodes: unknown[] };
  expect(after).toEqual({
    ...before,
    nodes: [...before.nodes, { name: "n9", address: "192.0.2.19", ssh: { hostKey: "ssh-ed25519 AAAA" } }],
  });
});

test.each(["nodes: [{ name: n1 }]", "nodes:", "cluster: {}", "- 1"])("%j is left to a person", (text) => {
  expect(addNode(text, node)).toBeUndefined();
});

import { expect, test } from "vitest";
import { addNode } from "./add-node.ts";
import { removeNode } from "./remove-node.ts";

const text = [
  "# mine",
  "nodes:",
  "  - name: n1 # the old one",
  "    address: 192.0.2.11",
  "  # in the cellar",
  "  - name: n2",
  "    address: 192.0.2.12",
  "    ssh: { hostKey: ssh-ed25519 AAAA }",
  "",
  "# what runs",
  "experts: []",
  "",
].join("\n");

test("a machine is taken out with all of its lines, and everything else stays as it is", () => {
  expect(removeNode(text, "n2")).toBe(
    "# mine\nnodes:\n  - name: n1 # the old one\n    address: 192.0.2.11\n  # in the cellar\n\n# what runs\nexperts: []\n",
  );
  expect(removeNode(text, "n1")).toContain("nodes:\n  # in the cellar\n  - name: n2\n");
});

test("what was added is taken out again", () => {
  const added = addNode(text, { name: "n9", address: "192.0.2.19", hostKey: "ssh-ed25519 BBBB" });
  expect(removeNode(added ?? "", "n9")).toBe(text);
  expect(removeNode("nodes:\n- name: n1\n- name: n2", "n2")).toBe("nodes:\n- name: n1\n");
});

test("an unknown machine, and a list in one line, are left to a person", () => {
  expect(removeNode(text, "n3")).toBeUndefined();
  expect(removeNode("nodes: [{ name: n1 }, { name: n2 }]\n", "n2")).toBeUndefined();
});

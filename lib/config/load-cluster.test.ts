import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HearthError } from "@hearth/kernel/errors.ts";
import { root } from "../paths.ts";
import { loadDefinitions } from "../jobs/load-definitions.ts";
import { loadCluster } from "./load-cluster.ts";

const { declared } = await loadDefinitions();
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-config-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function failureOf(file: string, models?: string): HearthError {
  try {
    loadCluster(file, models === undefined ? { declared } : { declared, models });
  } catch (thrown) {
    if (thrown instanceof HearthError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was wrong");
}

test("the kit's own inventories are good", () => {
  const lab = loadCluster(join(root, "stacks", "lab.inventory.yaml"), { declared });
  expect(lab.nodes.map(({ name }) => name)).toEqual(["n1", "n2", "n3"]);
  expect(lab.servers).toEqual(["n1", "n2", "n3"]);
  expect([lab.overlay, lab.depot]).toEqual([{ control: "headscale", node: "n1" }, "n1"]);
  expect(lab.experts.map(({ name, model, head, workers }) => [name, model.name, head, workers])).toEqual([
    ["chat", "smollm2-135m-instruct", "n2", ["n3"]],
    ["embed", "all-minilm-l6-v2", "n1", []],
  ]);
  expect(loadCluster(join(root, "stacks", "samples", "home.inventory.yaml"), { declared }).name).toBe("home");
});

test("all findings come in one error, inventory first, then models", () => {
  const file = join(folder, "bad.inventory.yaml");
  const models = join(folder, "bad-models.yaml");
  writeFileSync(file, "cluster:\n  name: lab\n  nodesFrom: lab\n  servers: [n1, n2]\nnodes: []\n");
  writeFileSync(
    models,
    "small: {}\n".replace("{}", "{ kind: chat, file: a.gguf, sha256: x, size: 1 MB, memory: 2 MB, context: 512 }"),
  );
  const failure = failureOf(file, models);
  expect(failure.code).toBe("CONFIG_INVALID");
  expect(failure.exitCode).toBe(78);
  expect(failure.message.split("\n")).toEqual([
    "5 findings in the configuration",
    `  ${file}:4:12 cluster.servers: 2 servers tolerate no more failures than 1 server; name 1, 3 or 5 nodes`,
    `  ${file}:4:13 cluster.servers[0]: there is no node \`n1\`; there is none to choose from`,
    `  ${file}:4:17 cluster.servers[1]: there is no node \`n2\`; there is none to choose from`,
    `  ${file}:5:8 nodes: there are no nodes; list at least one machine`,
    `  ${models}:1:44 small.sha256: \`x\` is not a SHA-256 checksum; write the 64 small hexadecimal digits that \`sha256sum FILE\` prints`,
  ]);
  expect(failure.hint).toBe(
    `Correct the file, then run \`hearth config check ${file}\`; docs/inventory.md explains every key.`,
  );
});

test("models.yaml beside the inventory goes before the kit's", () => {
  const file = join(folder, "own.inventory.yaml");
  writeFileSync(file, "cluster: { name: lab, nodesFrom: lab, servers: [n1] }\nnodes: [{ name: n1 }]\n");
  writeFileSync(join(folder, "models.yaml"), "[]\n");
  expect(failureOf(file).message).toBe(
    `1 finding in the configuration\n  ${join(folder, "models.yaml")}:1:1 top level: expected a mapping, found an empty list; write \`key: value\` lines, indented`,
  );
});

test.each([
  ["missing.yaml", "cannot read the file: there is no such file"],
  [".", "cannot read the file: it is not a file"],
])("a file that cannot be read: %s", (name, message) => {
  const failure = failureOf(join(folder, name));
  expect([failure.code, failure.at, failure.message]).toEqual(["CONFIG_UNREADABLE", join(folder, name), message]);
});

import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { inventoryNotes } from "./inventory-notes.ts";

const cluster = sampleCluster();
const [n1, ...others] = cluster.nodes;
const withKey = { ...cluster, nodes: [{ ...n1!, ssh: { ...n1!.ssh, identityFile: "~/.ssh/house" } }, ...others] };
const provider = { api: "openai", url: "https://api.example", secret: "mistral", models: {} };
const withProvider = {
  ...cluster,
  gateway: { providers: { from: { mistral: provider } } },
} as unknown as typeof cluster;
const file = `stacks/${cluster.name}.inventory.yaml`;

test("an inventory that needs nothing more has no notes", () => {
  expect(inventoryNotes({ file, cluster, secrets: [] })).toEqual([]);
});

test("a stack is called by its file, which should be its cluster's name", () => {
  expect(inventoryNotes({ file: "stacks/t.inventory.yaml", cluster })).toEqual([
    `cluster.name is ${cluster.name}, but commands call this stack t, after its file: give both one name`,
  ]);
});

test("a key file that is not there is named, and one that is there is not", () => {
  expect(inventoryNotes({ file, cluster: withKey, exists: () => false })).toEqual([
    "ssh.identityFile: there is no file ~/.ssh/house on this computer",
  ]);
  const asked: string[] = [];
  expect(inventoryNotes({ file, cluster: withKey, exists: (path) => asked.push(path) > 0 })).toEqual([]);
  expect(asked).toEqual([join(homedir(), ".ssh/house")]);
});

test("a provider's secret that is not stored is named with the command that stores it, where it is known", () => {
  expect(inventoryNotes({ file, cluster: withProvider, secrets: [] })).toEqual([
    `the secret mistral is not stored yet: \`hearth secrets create mistral\``,
  ]);
  expect(inventoryNotes({ file, cluster: withProvider, secrets: ["mistral"] })).toEqual([]);
  expect(inventoryNotes({ file, cluster: withProvider })).toEqual([]);
});

const withOff = (...off: readonly string[]): typeof cluster => ({
  ...cluster,
  nodes: cluster.nodes.map((node) => (off.includes(node.name) ? { ...node, mayBeOff: true as const } : node)),
});

test("it is noted where nobody could answer while a machine is off, and only there", () => {
  const chat = cluster.experts.find(({ model }) => model.kind === "chat");
  const head = chat?.head ?? "";
  expect(inventoryNotes({ file, cluster: withOff(head) })).toEqual([
    expect.stringContaining(
      `the only chat expert, ${chat?.name ?? ""}, needs ${head}, which may be off: nobody answers meanwhile`,
    ),
  ]);
  const elsewhere = cluster.nodes
    .map(({ name }) => name)
    .filter((name) => name !== head && !chat?.workers.includes(name));
  expect(inventoryNotes({ file, cluster: withOff(...elsewhere) })).toEqual([]);
  const second = { ...chat!, name: "second", head: elsewhere[0] ?? "", workers: [] };
  expect(inventoryNotes({ file, cluster: { ...withOff(head), experts: [...cluster.experts, second] } })).toEqual([]);
});

test("a worker that may be off counts where the head has nothing to run without it", () => {
  const chat = cluster.experts.find(({ workers }) => workers.length > 0);
  const [worker = ""] = chat?.workers ?? [];
  expect(inventoryNotes({ file, cluster: withOff(worker) })).toHaveLength(1);
  const reduced = { ...chat!, reduced: { model: chat!.model, context: 1_024 } } as typeof chat & object;
  expect(inventoryNotes({ file, cluster: { ...withOff(worker), experts: [reduced] } })).toEqual([]);
});

test("a machine that keeps the backups and has data too is a note; a place outside the cluster, or a machine without data, is none", () => {
  const settings = {
    appendOnly: true,
    at: "03:30",
    keep: { daily: 7, weekly: 5, monthly: 12 },
    drill: "weekly",
  } as const;
  const [server = ""] = cluster.servers;
  const other = cluster.nodes.map(({ name }) => name).find((name) => !cluster.servers.includes(name)) ?? "";
  const on = (node: string) => ({
    ...cluster,
    jobOptions: { broker: { node: server } },
    backup: { place: { kind: "node", node, folder: "/srv/backup" } as const, ...settings },
  });
  expect(inventoryNotes({ file, cluster: on(server) })).toEqual([
    expect.stringContaining(`backup.node: ${server} keeps the backups and has a server, `) as string,
  ]);
  expect(inventoryNotes({ file, cluster: on(server) })[0]).toContain("the job broker");
  expect(inventoryNotes({ file, cluster: on(other) })).toEqual([]);
  const place = { kind: "repository", url: "s3:https://s3.example/house", environment: {} } as const;
  expect(inventoryNotes({ file, cluster: { ...cluster, backup: { place, ...settings } } })).toEqual([]);
});

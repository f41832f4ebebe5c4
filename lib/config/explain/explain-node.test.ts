import { expect, test } from "vitest";
import { z } from "zod";
import { checkInventory } from "../check-inventory.ts";
import type { Cluster } from "../derive/cluster.ts";
import { valueAt } from "../read/value-at.ts";
import { loadDefinitions } from "../../jobs/load-definitions.ts";
import { explainNode, type EffectiveSetting } from "./explain-node.ts";
import { formatSettings } from "./format-settings.ts";

const inventory = `cluster:
  name: home
  servers: [n1]
  ports: { ssh: 2222, consul: { dns: 8601 } }
ssh:
  user: admin
options:
  base: { limits: { files: 2048 }, keep: [a, b] }
groups:
  big:
    resources: { memory: 8 GiB }
    options:
      base: { limits: { processes: 64 }, keep: [c] }
nodes:
  - name: n1
    address: 192.0.2.11
    ssh: { hostKey: &key ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP5YRnBwEzTdVFnxHX+RgxqXPqe+7OnDBWjsbayPswuc }
  - name: n2
    address: 192.0.2.12
    groups: [big]
    ssh: { hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILeomGCfcPZNNJ/sMO/ZgE6zx4zYhrX5304PfwYYWMJV, user: ada }
    options:
      base:
        timezone: Europe/Berlin
experts:
  - name: chat
    model: tiny
    head: n1
    workers: [n2]
`;

const models = `tiny:
  kind: chat
  file: tiny.gguf
  sha256: ${"a".repeat(64)}
  size: 1 MiB
  memory: 1 MiB
  context: 512
`;

const roleOptions = {
  base: z.strictObject({
    timezone: z.string().default("Etc/UTC"),
    limits: z.strictObject({ files: z.int().default(1), processes: z.int().default(1) }).prefault({}),
    keep: z.array(z.string()).default([]),
  }),
  firewall: z.strictObject({ open: z.array(z.string()).default([]) }),
};

const declared = { ...(await loadDefinitions()).declared, roleOptions, modelFiles: undefined };

interface Explained {
  readonly cluster: Cluster;
  readonly settings: readonly EffectiveSetting[] | undefined;
}

function explained(name: string, text = inventory): Explained {
  const { findings, cluster, written } = checkInventory({
    inventory: { file: "home.inventory.yaml", content: Buffer.from(text) },
    models: { file: "models.yaml", content: Buffer.from(models) },
    declared,
  });
  expect(findings).toEqual([]);
  return { cluster: cluster!, settings: explainNode(name, { ...written!, cluster: cluster!, declared }) };
}

const settingsOf = (name: string, text?: string): Explained["settings"] => explained(name, text).settings;

/** A setting's value and the line that it comes from. */
function found(node: string, name: string): readonly unknown[] {
  const setting = settingsOf(node)?.find((candidate) => candidate.name === name);
  return [setting?.value, setting?.from?.line ?? "default", setting?.from?.path];
}

test.each([
  ["the node's own word", "ssh.user", ["ada", 21, "nodes[n2].ssh.user"]],
  ["a group's", "resources.memory", ["8 GiB", 11, "groups.big.resources.memory"]],
  ["the cluster's ports for a port of SSH", "ssh.port", [2222, 4, "cluster.ports.ssh"]],
  ["a default in words", "ssh.jump", ["none", "default", undefined]],
  ["a role's option of the node", "options.base.timezone", ["Europe/Berlin", 24, "nodes[n2].options.base.timezone"]],
  ["of the top level, beside one of a group", "options.base.limits.files", [2048, 8, "options.base.limits.files"]],
  ["of a group", "options.base.limits.processes", [64, 13, "groups.big.options.base.limits.processes"]],
  ["a list, which the stronger layer replaces", "options.base.keep", [["c"], 13, "groups.big.options.base.keep"]],
  ["a role's default", "options.firewall.open", [[], "default", undefined]],
  ["a port that is written", "cluster.ports.consul.dns", [8601, 4, "cluster.ports.consul.dns"]],
  ["a port that is not", "cluster.ports.nomad.http", [4646, "default", undefined]],
  ["what follows from another setting", "cluster.depot", ["n1", "default", undefined]],
  [
    "an expert that it works for",
    "experts.chat",
    [expect.stringMatching(/^worker, on port 18\d{3}$/), 26, "experts[chat].name"],
  ],
])("%s", (_, name, expected) => {
  expect(found("n2", name)).toEqual(expected);
});

test("another node has its own", () => {
  expect(found("n1", "ssh.user")).toEqual(["admin", 6, "ssh.user"]);
  expect(found("n1", "options.base.timezone")).toEqual(["Etc/UTC", "default", undefined]);
  expect(found("n1", "options.base.keep")).toEqual([["a", "b"], 8, "options.base.keep"]);
  expect(found("n1", "experts.chat")[0]).toMatch(/^head, on port 17\d{3}$/);
});

test("no setting is listed twice, and each option is the one that the node gets", () => {
  const { settings, cluster } = explained("n2");
  const names = settings!.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const options = settings!.filter(({ name }) => name.startsWith("options."));
  expect(options).toHaveLength(5);
  for (const { name, value } of options) expect(valueAt(cluster.nodes[1], name.split("."))).toEqual(value);
});

test("a node that does not exist has none", () => {
  expect(settingsOf("n3")).toBeUndefined();
});

test("in the lab, the lab gives what a machine at home has written down", () => {
  const lab = "cluster: { name: lab, nodesFrom: lab, servers: [n1] }\nnodes: [{ name: n1 }]\n";
  const settings = settingsOf("n1", lab)!.filter(({ name }) => /^(address|ssh)/.test(name));
  expect(formatSettings(settings)).toBe(
    [
      "setting           value               from",
      "address           given by the lab    default",
      "ssh.user          operator            default",
      "ssh.port          given by the lab    default",
      "ssh.hostKey       given by the lab    default",
      "ssh.sudoPassword  sudo asks for none  default",
      "ssh.jump          none                default",
      "ssh.identityFile  given by the lab    default",
    ].join("\n"),
  );
});

test("for a terminal, long values are cut and places are named", () => {
  const hostKey = settingsOf("n1")!.filter(({ name }) => name === "ssh.hostKey" || name === "groups");
  expect(formatSettings(hostKey).split("\n").slice(1)).toEqual([
    "groups       none                                      default",
    "ssh.hostKey  ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP5…  home.inventory.yaml:17 nodes[n1].ssh.hostKey",
  ]);
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../paths.ts";
import { shapeRules } from "./shape/breaches-of-issue.ts";
import { declaredBy, loadDefinitions } from "../jobs/load-definitions.ts";
import { memoryOnOneDevice, partsSum, shapeOf } from "../placement/memory-model.ts";
import { checkInventory, type CheckedConfiguration } from "./check-inventory.ts";
import { duration, fieldRules, timeZone } from "./shape/fields.ts";
import { readFacts } from "./read/read-facts.ts";
import { formatFinding } from "./read/finding.ts";
import { yamlRules } from "./read/text-problem.ts";
import { inventoryRules } from "./rules/all-rules.ts";
import { placementRules } from "./derive/place-auto.ts";
import { modelRules } from "./rules/model-rules.ts";

const fixtures = join(root, "tests", "fixtures", "inventory");
/** The fixtures of clusters hold the ports of these; a job that is added changes none of them. */
const knownJobs = ["expert", "gateway", "memory-vault", "memory", "prometheus", "rpc-worker"];
const { roles, jobs } = await loadDefinitions();
/** The models of tests come from nowhere. */
const declared = {
  ...declaredBy(
    roles.filter(({ name }) => ["consul", "depot", "headscale", "node-exporter", "nomad", "tailscale"].includes(name)),
    jobs.filter(({ name }) => knownJobs.includes(name)),
  ),
  modelFiles: undefined,
};
const roleOptions = {
  base: z.strictObject({
    timezone: timeZone.default("Etc/UTC"),
    restartAfter: duration.optional(),
    limits: z.strictObject({ files: z.int().default(1024), processes: z.int().default(512) }).prefault({}),
  }),
};

/** Only for the fixtures about containers: the others show every role's options of every node. */
const dockerOptions = { docker: z.strictObject({ engine: z.enum(["none", "debian", "existing"]).default("none") }) };

const runtime = z.enum(["exec", "docker"]).optional();
const jobOptions = {
  keeper: z.strictObject({ nodes: z.array(z.string()).optional(), node: z.string().optional(), runtime }),
  gateway: z.strictObject({ runtime }),
  registry: z.strictObject({}),
};

/** What the file of one of the models says. */
const facts = readFacts([join(fixtures, "models.facts.json")]);

/** Names of the inventories of a folder, without their ending; models and expected clusters lie beside them. */
const namesIn = (folder: string): readonly string[] =>
  readdirSync(join(fixtures, folder))
    .filter((name) => name.endsWith(".yaml") && !name.endsWith(".models.yaml"))
    .map((name) => name.slice(0, -".yaml".length));

function check(folder: string, name: string): CheckedConfiguration {
  const read = (path: string): { file: string; content: Buffer } => ({
    file: path,
    content: readFileSync(join(fixtures, path)),
  });
  const ownModels = `${folder}/${name}.models.yaml`;
  return checkInventory({
    inventory: read(`${folder}/${name}.yaml`),
    models: read(existsSync(join(fixtures, ownModels)) ? ownModels : "models.yaml"),
    facts,
    declared: {
      ...declared,
      roleOptions: name.startsWith("runtime-") ? { ...roleOptions, ...dockerOptions } : roleOptions,
      jobOptions,
      optionalJobs: ["keeper", "gateway", "registry"],
      imageJobs: { gateway: "own", "home-assistant": "others" },
      architecture: "amd64",
      kitKeys: ["owner"],
      modelFiles: [
        "small-chat.gguf",
        "small-embed.gguf",
        "small.gguf",
        "researcher.gguf",
        "ranking.gguf",
        "never-read.gguf",
      ],
    },
  });
}

/** The `# expect:` lines at the top of a fixture's files, in the form that findings are printed in. */
function expected(name: string): readonly string[] {
  return [`invalid/${name}.yaml`, `invalid/${name}.models.yaml`]
    .filter((path) => existsSync(join(fixtures, path)))
    .flatMap((path) => {
      const lines = readFileSync(join(fixtures, path), "utf8").split("\n");
      return lines
        .filter((line) => line.startsWith("# expect: "))
        .map((line) => `${path}:${line.slice("# expect: ".length)}`);
    });
}

describe("an invalid inventory gets exactly the findings that its first lines announce", () => {
  test.each(namesIn("invalid"))("%s", (name) => {
    const { findings, cluster } = check("invalid", name);
    expect(findings.map(formatFinding)).toEqual(expected(name));
    expect(findings.map(({ rule }) => rule)).toContain(name);
    expect(cluster).toBeUndefined();
  });
});

test("there is an invalid fixture for every rule, and a rule for every fixture", () => {
  const rules = [
    ...yamlRules,
    ...shapeRules,
    ...fieldRules,
    ...Object.keys(inventoryRules),
    ...Object.keys(modelRules),
    ...placementRules,
  ];
  // A file of more than a mebibyte is made by the test of parse-yaml; the memory of a machine is measured, not written.
  expect(new Set(namesIn("invalid"))).toEqual(
    new Set(rules).difference(new Set(["too-large", "memory-beyond-machine"])),
  );
  expect(new Set(rules).size).toBe(rules.length);
});

describe("a valid inventory becomes exactly the cluster beside it", () => {
  test.each(namesIn("valid"))("%s", (name) => {
    const { findings, cluster } = check("valid", name);
    expect(findings.map(formatFinding)).toEqual([]);
    expect(cluster).toEqual(JSON.parse(readFileSync(join(fixtures, "valid", `${name}.cluster.json`), "utf8")));
  });
});

describe("options of a job", () => {
  const jobOptions = { store: z.strictObject({ keep: duration.default("30d"), copies: z.int().default(2) }) };
  const checkJobs = (jobs: string, optionalJobs: readonly string[] = []): CheckedConfiguration =>
    checkInventory({
      inventory: {
        file: "x.yaml",
        content: Buffer.from(`cluster: { name: x, nodesFrom: lab, servers: [n1] }\nnodes: [{ name: n1 }]\n${jobs}`),
      },
      models: { file: "models.yaml", content: Buffer.from("{}") },
      declared: { ...declared, jobOptions, optionalJobs },
    });

  test("are those of the inventory, and the job's defaults for the rest", () => {
    expect(checkJobs("").cluster?.jobOptions).toEqual({ store: { keep: "30d", copies: 2 } });
    expect(checkJobs("jobs: { store: { copies: 3 } }\n").cluster?.jobOptions).toEqual({
      store: { keep: "30d", copies: 3 },
    });
  });

  test("are those of an optional job only where it is written", () => {
    expect(checkJobs("", ["store"]).cluster?.jobOptions).toBeUndefined();
    expect(checkJobs("jobs: { store: {} }\n", ["store"]).cluster?.jobOptions).toEqual({
      store: { keep: "30d", copies: 2 },
    });
  });

  test.each([
    ["jobs: { stores: {} }", "x.yaml:3:9 jobs.stores: is not a known key here; did you mean `store`?"],
    ["jobs: { store: { copis: 3 } }", "x.yaml:3:18 jobs.store.copis: is not a known key here; did you mean `copies`?"],
    [
      "jobs: { store: { keep: long } }",
      "x.yaml:3:24 jobs.store.keep: `long` is not a duration; write a number and a unit, such as `90s`, `10m` or `1h`",
    ],
  ])("%s is a finding", (jobs, finding) => {
    expect(checkJobs(jobs).findings.map(formatFinding)).toEqual([finding]);
  });
});

describe("models of the home's own", () => {
  const row = (sha256: string, more: string): string =>
    `small:\n  kind: chat\n  file: a.gguf\n  sha256: ${sha256.repeat(64)}\n${more}`;
  const checkWith = (local: string, use = "private"): CheckedConfiguration =>
    checkInventory({
      inventory: {
        file: "x.yaml",
        content: Buffer.from(
          `cluster: { name: x, nodesFrom: lab, use: ${use}, servers: [n1] }\nnodes: [{ name: n1 }]\nexperts: [{ name: e, model: small, head: n1 }]\n`,
        ),
      },
      models: { file: "models.yaml", content: Buffer.from(row("b", "  size: 1 MB\n  memory: 2 MB\n  context: 512\n")) },
      localModels: { file: "models.local.yaml", content: Buffer.from(local) },
      facts: { ["a".repeat(64)]: { ...facts["c".repeat(64)]!, fileBytes: 2_000_000, trainedContext: 1_024 } },
      declared,
    });
  const modelOf = ({ cluster }: CheckedConfiguration) => cluster?.experts[0]?.model;

  test("go before the kit's, and take from the file what they leave out", () => {
    expect(modelOf(checkWith("{}"))).toMatchObject({ sizeBytes: 1_000_000, memoryBytes: 2_000_000, maxContext: 512 });
    const model = modelOf(checkWith(row("a", "")));
    expect(model).toMatchObject({ sizeBytes: 2_000_000, maxContext: 1_024 });
    const shape = shapeOf({ ...facts["c".repeat(64)]!, fileBytes: 2_000_000, trainedContext: 1_024 });
    expect(model?.memoryBytes).toBe(
      Math.ceil(partsSum(memoryOnOneDevice(shape, { context: 1_024, slots: 5, kvType: "f16", batch: 128 }))),
    );
  });

  test("are refused for a use that their licence forbids", () => {
    const local = row("a", "  licence: CC-BY-NC-4.0\n  forbids: [commercial]\n");
    expect(checkWith(local).findings).toEqual([]);
    expect(checkWith(local, "commercial").findings.map(({ rule }) => rule)).toEqual(["licence-forbids-use"]);
  });

  test("have findings of their own", () => {
    expect(checkWith(row("a", "  contxt: 512\n")).findings.map(formatFinding)).toEqual([
      "models.local.yaml:5:3 small.contxt: is not a known key here; did you mean `context`?",
    ]);
  });
});

test("no machine is called job: its abandoned units would be taken for jobs", () => {
  const { findings } = checkInventory({
    inventory: {
      file: "x.yaml",
      content: Buffer.from("cluster: { name: x, nodesFrom: lab, servers: [job] }\nnodes: [{ name: job }]\n"),
    },
    models: { file: "models.yaml", content: Buffer.from("{}") },
    declared,
  });
  expect(findings.map(formatFinding)).toEqual([
    "x.yaml:2:17 nodes[job].name: `job` is a name that Hearth or Linux itself uses; choose another name",
  ]);
});

test("there are at least 30 invalid and 8 valid fixtures", () => {
  expect(namesIn("invalid").length).toBeGreaterThanOrEqual(30);
  expect(namesIn("valid").length).toBeGreaterThanOrEqual(8);
});

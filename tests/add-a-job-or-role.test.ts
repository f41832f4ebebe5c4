import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createLog } from "@hearth/kernel/log.ts";
import { checkInventory } from "../lib/config/check-inventory.ts";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { formatFinding } from "../lib/config/read/finding.ts";
import { depotSources } from "../lib/depot/depot-sources.ts";
import { layOut } from "../lib/depot/lay-out.ts";
import { artifactsOf, declaredSecrets, workloadOf, type Definitions } from "../lib/jobs/load-definitions.ts";
import { root } from "../lib/paths.ts";
import { buildUnits } from "../lib/plan/build-plan.ts";
import { completeDeclared } from "../lib/secrets/declared-secrets.ts";
import { jobSpecs } from "../lib/stack/job-specs.ts";
import type { Stack } from "../lib/stack/load-stack.ts";

/*
 * What docs/how-to/add-a-job.md and add-a-role.md tell a person to save, saved into a copy of jobs/, lib/, roles/ and templates/. No list
 * is edited.
 */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-hello-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The files of a how-to page: "Save this as `PATH`:" and the block of code behind it. */
const filesOf = (page: string): readonly (readonly [string, string])[] =>
  [
    ...readFileSync(join(root, "docs", "how-to", page), "utf8").matchAll(
      /Save this as `([^`]+)`:\n\n```\w+\n(.*?)^```$/gms,
    ),
  ].map(([, path = "", content = ""]) => [path, content]);

async function checkoutWith(page: string): Promise<Definitions> {
  const checkout = join(folder, page);
  for (const name of ["jobs", "lib", "roles", "templates"]) {
    cpSync(join(root, name), join(checkout, name), {
      recursive: true,
      filter: (path) => !/\.test\.ts$|hello|greeter/.test(path),
    });
  }
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  symlinkSync(join(root, "package.json"), join(checkout, "package.json"));
  for (const [path, content] of filesOf(page)) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), content);
  }
  // The copy's own lib, which looks for templates in the copy.
  const { loadDefinitions } = (await import(pathToFileURL(join(checkout, "lib/jobs/load-definitions.ts")).href)) as {
    loadDefinitions: () => Promise<Definitions>;
  };
  return loadDefinitions();
}

const inventory = (more = ""): string =>
  `cluster: { name: x, nodesFrom: lab, servers: [n1]${more} }\nnodes: [{ name: n1 }, { name: n2 }]\n`;

const check = ({ declared }: Definitions, text: string) =>
  checkInventory({
    inventory: { file: "x.yaml", content: Buffer.from(text) },
    models: { file: "models.yaml", content: Buffer.from("{}") },
    declared,
  });

function clusterOf(definitions: Definitions, text = inventory()): Cluster {
  const { findings, cluster } = check(definitions, text);
  expect(findings.map(formatFinding)).toEqual([]);
  return cluster!;
}

/** The whole plan and every job, with what the depot would hold. */
function planOf(definitions: Definitions, text?: string) {
  const { roles, jobs } = definitions;
  const cluster = clusterOf(definitions, text);
  const artifacts = depotSources(artifactsOf(jobs, cluster));
  const items = artifacts.map(({ name, file }) => ({ name, file, sha256: "a".repeat(64) }));
  const units = buildUnits(cluster, roles, workloadOf(jobs, cluster, items));
  const stack: Stack = { name: "x", folder, inventoryFile: "", cluster, roles, units, jobs };
  const specs = jobSpecs(stack, { planned: true });
  const step = (node: string, role: string, id: string) =>
    units.find((unit) => unit.node === node && unit.role === role)?.steps.find((candidate) => candidate.id === id);
  return { artifacts, units, specs, step };
}

const prometheusOf = (definitions: Definitions): string =>
  planOf(definitions).specs.find(({ id }) => id === "prometheus")?.hcl ?? "";

describe("a job that is one declaration, one template and its program", () => {
  let definitions: Definitions;
  beforeAll(async () => {
    definitions = await checkoutWith("add-a-job.md");
  });

  test("is planned and rendered, with its options and its secret", () => {
    const text = `${inventory()}jobs: { greeter: { greeting: Moin } }\n`;
    const spec = planOf(definitions, text).specs.find(({ id }) => id === "greeter");
    expect(spec?.hcl).toContain('GREETING = "Moin"');
    expect(spec?.hcl).toContain('user   = "hearth-greeter"');
    expect(spec?.variables).toEqual({ key: "«secret:greeter.key»" });
    expect(planOf(definitions).step("n2", "job-users", "user hearth-greeter")).toBeDefined();
  });

  test("has its port in the inventory's schema, with a default, and may not share it", () => {
    expect(clusterOf(definitions).ports["greeter"]).toBe(8124);
    expect(clusterOf(definitions, inventory(", ports: { greeter: 8200 }")).ports["greeter"]).toBe(8200);
    expect(check(definitions, inventory(", ports: { greeter: 8080 }")).findings.map(formatFinding)).toEqual([
      expect.stringContaining("cluster.ports.greeter: gateway also has this port"),
    ]);
  });

  test("reserves its name", () => {
    expect(check(definitions, inventory().replaceAll("n2", "greeter")).findings).toMatchObject([
      { rule: "reserved-node-name" },
    ]);
  });

  test("is let in by the firewall of every node", () => {
    const rules = ["n1", "n2"].map(
      (node) => planOf(definitions).step(node, "firewall", "file /etc/hearth/firewall.nft")?.values?.["content"],
    );
    for (const content of rules) expect(content).toContain('tcp dport 8124 accept comment "greeter"');
  });

  test("has a policy, a role and a binding rule in Consul", () => {
    const { step } = planOf(definitions);
    const object = (kind: string) =>
      JSON.parse(step("n1", "consul-acl", `${kind} greeter`)?.values?.["object"] ?? "") as unknown;
    expect(object("policy")).toMatchObject({
      Name: "greeter",
      Rules: 'key_prefix "hearth/greeter/" { policy = "write" }',
    });
    expect(object("role")).toMatchObject({ Name: "greeter", Policies: [{ Name: "greeter" }] });
    const rules = step("n1", "nomad-acl", "binding-rules nomad-workloads")?.values?.["rules"]?.split("\n") ?? [];
    expect(rules.map((rule) => JSON.parse(rule) as unknown)).toContainEqual(
      expect.objectContaining({ BindName: "greeter", Selector: expect.stringContaining('"greeter"') as string }),
    );
  });

  test("is packed by the depot", async () => {
    const source = planOf(definitions).artifacts.find(({ name }) => name === "greeter")!;
    const folders = { packed: join(folder, "packed"), depot: join(folder, "depot") };
    mkdirSync(folders.packed);
    const { sha256, file } = await layOut(
      source,
      folders,
      createLog(() => undefined),
    );
    expect(readFileSync(join(folders.depot, sha256, file), "utf8")).toContain("greeter_greetings_total");
  });

  test("has its secret made once", () => {
    const declared = declaredSecrets(definitions.roles, definitions.jobs);
    const made = completeDeclared(declared, {});
    expect(made["greeter.key"]).toMatch(/^sk-greeter-.{32}$/);
    expect(completeDeclared(declared, made)).toEqual(made);
  });

  test("is scraped: Prometheus follows the service's meta, which is what the port declares", () => {
    const spec = planOf(definitions).specs.find(({ id }) => id === "greeter");
    const [endpoint] = definitions.jobs.find(({ name }) => name === "greeter")?.endpoints(clusterOf(definitions)) ?? [];
    expect(endpoint?.metrics).toBe("/metrics");
    expect(spec?.hcl).toMatch(/meta \{\n +metrics = "\/metrics"\n/);
    expect(prometheusOf(definitions)).toContain("{{ if .ServiceMeta.metrics }}");
  });
});

describe("a role that is one declaration", () => {
  let definitions: Definitions;
  beforeAll(async () => {
    definitions = await checkoutWith("add-a-role.md");
  });

  test("is planned on every node, with its options, its secret in a unit of its own", () => {
    const { step } = planOf(definitions, `${inventory()}options: { hello: { text: Moin } }\n`);
    for (const node of ["n1", "n2"]) {
      expect(step(node, "hello", "file /etc/motd")?.values?.["content"]).toBe("Moin\n");
      expect(step(node, "hello.secrets", "file /etc/hearth/secrets/hello/token")?.values?.["content"]).toBe(
        "«secret:hello.token»",
      );
    }
  });

  test("has its port in the inventory's schema, with a default, and open in the firewall", () => {
    expect(clusterOf(definitions, inventory(", ports: { hello: 8200 }")).ports["hello"]).toBe(8200);
    const content = planOf(definitions).step("n2", "firewall", "file /etc/hearth/firewall.nft")?.values?.["content"];
    expect(content).toContain('tcp dport 8125 accept comment "hello"');
  });

  test("has a policy and a token in Consul, and its secret is made", () => {
    const { step } = planOf(definitions);
    expect(step("n1", "consul-acl", "policy hello")).toBeDefined();
    expect(step("n1", "consul-acl.secrets", "file /etc/hearth/secrets/consul-acl/token-hello.json")).toBeDefined();
    expect(completeDeclared(declaredSecrets(definitions.roles, definitions.jobs), {})["hello.token"]).toBeDefined();
  });

  test("is scraped on every node", () => {
    const literal = /prometheus\.yml"\n.*\n.*\n +data += (".*")/.exec(prometheusOf(definitions))?.[1] ?? "";
    const { scrape_configs: scrapes } = parse(JSON.parse(literal) as string) as {
      scrape_configs: { job_name: string; static_configs?: { targets: string[] }[] }[];
    };
    const own = scrapes.find((scrape) => scrape.job_name === "hello");
    expect(own?.static_configs?.[0]?.targets).toEqual(["n1.hearth:8125", "n2.hearth:8125"]);
  });
});

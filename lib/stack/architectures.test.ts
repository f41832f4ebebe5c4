import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { roleContext } from "../../tests/support/role-context.ts";
import { authorityFile } from "../cluster/access-files.ts";
import type { Cluster, ClusterNode } from "../config/derive/cluster.ts";
import { loadCluster } from "../config/load-cluster.ts";
import { artifactsOf, loadDefinitions } from "../jobs/load-definitions.ts";
import { root } from "../paths.ts";
import { checks } from "../preflight/checks.ts";
import { compileChecks } from "../preflight/compile-checks.ts";
import { compileUnit } from "../steps/compile.ts";
import type { Unit } from "../steps/unit.ts";
import { hostArchitecture, hostPlatform } from "../toolchain/names/platform.ts";
import { programsOf } from "./install-programs.ts";
import { jobSpecs } from "./job-specs.ts";
import { linkPrograms } from "./prepare-stack.ts";

const { roles, jobs, declared } = await loadDefinitions();
const own = hostArchitecture();
const other = own === "amd64" ? "arm64" : "amd64";
const otherPlatform = hostPlatform() === "linux-x64" ? "linux-arm64" : "linux-x64";

/** The sample, in which n3 has the other architecture. */
const mixed = (architecture: "amd64" | "arm64" = other): Cluster => {
  const cluster = sampleCluster();
  const nodes = cluster.nodes.map((node) => (node.name === "n3" ? { ...node, architecture } : node));
  return { ...cluster, nodes };
};

const nomadUnit = (node: string, cluster: Cluster): Unit => {
  const role = roles.find(({ name }) => name === "nomad")!;
  const steps = role.steps(roleContext(node, cluster, role));
  return { node, role: "nomad", steps, needs: [], notes: [], secret: false };
};
const requestsOf = (node: string, cluster: Cluster): readonly string[] =>
  compileUnit(nomadUnit(node, cluster))
    .split("\n")
    .filter((line) => line.startsWith("# artifact"));

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hearth-architectures-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("each node asks for the programs of its own architecture", () => {
  expect(requestsOf("n1", mixed())).toEqual(["# artifact: nomad-1.11.3"]);
  expect(requestsOf("n3", mixed())).toEqual([`# artifact: nomad-1.11.3 ${otherPlatform}`]);
});

test("a node without an architecture in the inventory asks for what it always did", () => {
  expect(requestsOf("n3", sampleCluster())).toEqual(["# artifact: nomad-1.11.3"]);
});

test("programs for both architectures are linked side by side, and the other's are installed too", () => {
  const folder = temporaryFolder();
  const units = [nomadUnit("n1", mixed()), nomadUnit("n3", mixed())];
  expect(programsOf(units)).toEqual(new Map([[otherPlatform, ["nomad"]]]));
  linkPrograms(folder, units);
  const links = join(folder, "artifacts");
  const targets = readdirSync(links).map((name) => [name, basename(readlinkSync(join(links, name)))]);
  expect(Object.fromEntries(targets)).toEqual({
    "nomad-1.11.3": `nomad-1.11.3-${hostPlatform()}`,
    [`nomad-1.11.3-${otherPlatform}`]: `nomad-1.11.3-${otherPlatform}`,
  });
});

test("jobs stay on the architecture that the depot's programs are for; where all are alike nothing is said", () => {
  const folder = temporaryFolder();
  const items = artifactsOf(jobs, sampleCluster()).map(({ name }) => ({ name, file: name, sha256: "a".repeat(64) }));
  writeFileSync(join(folder, "depot.json"), JSON.stringify(items));
  writeFileSync(authorityFile(folder), "PEM");
  const specsOf = (cluster: Cluster) =>
    jobSpecs({ name: "lab", folder, inventoryFile: "", cluster, roles: [], units: [], jobs });
  const constraint = `  constraint {\n    attribute = "\${attr.cpu.arch}"\n    value     = "${own}"\n  }\n`;
  const specs = specsOf(mixed());
  expect(specs.length).toBeGreaterThan(5);
  for (const { id, hcl } of specs) expect([id, hcl.includes(constraint)]).toEqual([id, true]);
  for (const cluster of [sampleCluster(), mixed(own)]) {
    for (const { id, hcl } of specsOf(cluster)) expect([id, hcl.includes("cpu.arch")]).toEqual([id, false]);
  }
});

test("preflight names a machine whose processor is another than the inventory says", () => {
  const architecture = checks.filter(({ name }) => name === "architecture");
  const run = (wanted: ClusterNode["architecture"]): string =>
    execFileSync("sh", ["-s"], { input: compileChecks(architecture, [], wanted), encoding: "utf8" })
      .split("\n")
      .find((line) => line.startsWith("architecture")) ?? "";
  const machine = execFileSync("uname", ["-m"], { encoding: "utf8" }).trim();
  expect(run(own)).toBe(`architecture\t0\t${machine}`);
  expect(run(undefined)).toBe(`architecture\t0\t${machine}`);
  expect(run(other)).toMatch(new RegExp(`^architecture\t1\t${machine}, but its programs are for \\S+$`));
});

test("the inventory says it for each machine", () => {
  const file = join(temporaryFolder(), "lab.inventory.yaml");
  const sample = readFileSync(join(root, "stacks", "lab.inventory.yaml"), "utf8");
  // A worker's program is for the controller's architecture.
  const alone = sample.replace(/workers: \[n3\]/, "workers: []");
  writeFileSync(file, alone.replace(/- name: n3\n/, "- name: n3\n    architecture: arm64\n"));
  const { nodes } = loadCluster(file, { declared });
  expect(nodes.map(({ name, architecture }) => [name, architecture])).toEqual([
    ["n1", undefined],
    ["n2", undefined],
    ["n3", "arm64"],
  ]);
});

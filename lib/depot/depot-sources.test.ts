import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyMapping } from "@hearth/contracts/gateway/mapping-file.ts";
import { createLog } from "@hearth/kernel/log.ts";
import { without } from "@hearth/kernel/omit.ts";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { root } from "../paths.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { loadJobs } from "../jobs/load-jobs.ts";
import type { DepotSource } from "./depot-source.ts";
import { depotSources } from "./depot-sources.ts";

const context = { log: createLog(), progress: () => undefined };
const jobs = await loadJobs();
const sourcesOf = (cluster: Cluster): readonly DepotSource[] =>
  depotSources(jobs.flatMap((job) => job.artifacts(cluster)));

test("what several jobs fetch is packed once; two things of one name are a mistake", () => {
  const node = { kind: "tool", name: "node", entry: "bin/node" } as const;
  expect(depotSources([node, node]).map(({ name }) => name)).toEqual(["node"]);
  expect(() => depotSources([node, { kind: "debian", name: "node" }])).toThrow(
    "two jobs declare different artifacts under the name node",
  );
});

test("a job's file that is not there is named, with the artifact", () => {
  const artifact = { kind: "file", name: "hello", file: "hello.mjs", path: join(root, "jobs", "nope.mjs") } as const;
  expect(() => depotSources([artifact])).toThrow(
    expect.objectContaining({
      code: "DEFINITION_INVALID",
      message: "there is no jobs/nope.mjs, which a job declares as its artifact hello",
    }),
  );
});

test("each model is there once, by the checksum of the models file", () => {
  const { experts } = sampleCluster();
  const models = sourcesOf({ ...sampleCluster(), experts: [...experts, ...experts] }).flatMap(
    ({ file, sha256 = "" }) => (file.endsWith(".gguf") ? [[file, sha256.slice(0, 4)]] : []),
  );
  expect(models).toEqual([
    ["SmolLM2-135M-Instruct.Q4_1.gguf", "b179"],
    ["all-MiniLM-L6-v2.F16.gguf", "437a"],
  ]);
});

test("a model file that nobody brings is named, with what to do", async () => {
  const cluster = sampleCluster();
  const [first] = cluster.experts;
  const experts = [{ ...first!, model: { ...without(first!.model, "sources"), file: "lost.gguf" } }];
  const source = sourcesOf({ ...cluster, experts }).find(({ file }) => file === "lost.gguf");
  await expect(source?.make("/nowhere", context)).rejects.toMatchObject({
    code: "TOOL_UNAVAILABLE",
    message: "no row of the toolchain brings the model file lost.gguf",
  });
});

test("a classifier of the inventory's own is copied as it is, and gets a new name when it changes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-classifier-"));
  const classifier = join(folder, "classifier.json");
  const sources = () =>
    sourcesOf({ ...sampleCluster(), gateway: { routing: { ...emptyMapping, classifier } } }).filter(
      ({ name }) => name === "router-classifier",
    );
  expect(sources).toThrow(expect.objectContaining({ code: "CONFIG_UNREADABLE", at: classifier }));
  writeFileSync(classifier, "{}");
  expect(sources).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", at: classifier }));
  copyFileSync(join(root, "models", "router", "classifier.json"), classifier);
  const [first] = sources();
  await first?.make(join(folder, "copy.json"), context);
  expect(readFileSync(join(folder, "copy.json"))).toEqual(readFileSync(classifier));
  appendFileSync(classifier, "\n");
  expect([first?.file, sources()[0]?.key === first?.key]).toEqual(["classifier.json", false]);
  rmSync(folder, { recursive: true });
});

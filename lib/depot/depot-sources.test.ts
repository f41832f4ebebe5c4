import { expect, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { depotSources } from "./depot-sources.ts";

test("each model is there once, by the checksum of the models file", () => {
  const { experts } = sampleCluster();
  const models = depotSources({ ...sampleCluster(), experts: [...experts, ...experts] }).flatMap(
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
  const experts = [{ ...first!, model: { ...first!.model, file: "lost.gguf" } }];
  const source = depotSources({ ...cluster, experts }).find(({ file }) => file === "lost.gguf");
  await expect(source?.make("/nowhere")).rejects.toMatchObject({
    code: "TOOL_UNAVAILABLE",
    message: "no row of the toolchain brings the model file lost.gguf",
  });
});

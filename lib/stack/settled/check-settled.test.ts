import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleCluster } from "../../../tests/support/sample-cluster.ts";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import type { Stack } from "../load-stack.ts";
import { checkSettled } from "./check-settled.ts";
import { recordSettled } from "./record-settled.ts";
import { forgetSettled, readSettled } from "../settled-record.ts";
import { stackDigest } from "../stack-digest.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-settled-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stack = (): Stack => ({
  name: "never-made",
  folder,
  inventoryFile: join(folder, "inventory.yaml"),
  cluster: sampleCluster(),
  roles: [],
  units: [],
  jobs: [],
});
const marks = Object.fromEntries(sampleCluster().nodes.map(({ name }) => [name, `mark of ${name}`]));

test("a good end is kept with what decided it, and forgotten before the next change", () => {
  const digest = stackDigest(stack());
  recordSettled(stack(), { digest, parts: { same: 60, update: 7, delete: 2 } }, marks);
  expect(readSettled(folder)).toMatchObject({ digest, marks, resources: 67 });
  forgetSettled(folder);
  expect(readSettled(folder)).toBeUndefined();
});

test("a change while the update ran is not taken for applied: nothing is kept", () => {
  const digest = stackDigest(stack());
  writeFileSync(join(folder, "inventory.yaml"), "edited meanwhile");
  recordSettled(stack(), { digest, parts: { same: 1 } }, marks);
  expect(readSettled(folder)).toBeUndefined();
});

test("a node that did not say how it stands is not taken for settled", () => {
  recordSettled(stack(), { digest: stackDigest(stack()), parts: { same: 1 } }, { n1: "mark" });
  expect(readSettled(folder)).toBeUndefined();
});

test.each(["", "{}", '{"version":2}', "{"])("%j is no record, so the whole way is gone", async (text) => {
  writeFileSync(join(folder, "settled.json"), text);
  expect(readSettled(folder)).toBeUndefined();
  const options = { environment: {}, log: silentLog, signal: new AbortController().signal };
  const found = await checkSettled(stack(), { ...options, prove: () => Promise.reject(new Error("not to be asked")) });
  expect(found).toEqual({ settled: false, because: "the last up did not succeed" });
});

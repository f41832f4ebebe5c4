import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkConfiguration } from "../lib/config/check-configuration.ts";
import { loadDefinitions } from "../lib/jobs/load-definitions.ts";
import { root } from "../lib/paths.ts";
import { ownSecretsOf } from "../lib/secrets/own-secrets.ts";

const samples = globSync("stacks/samples/*.inventory.yaml", { cwd: root });

test.each(samples)("%s can be brought up as it is: it is valid, and needs no secret of one's own", async (sample) => {
  const { declared } = await loadDefinitions();
  const { findings, cluster } = checkConfiguration(join(root, sample), { declared });
  expect(findings).toEqual([]);
  expect(cluster === undefined ? undefined : ownSecretsOf(cluster)).toEqual([]);
});

test("there is a sample", () => {
  expect(samples).toContain("stacks/samples/house.inventory.yaml");
});

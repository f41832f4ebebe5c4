import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { loadJobs } from "../jobs/load-jobs.ts";
import { accessFile, clusterAccessSchema, jobKeyFile, writeAccessFiles } from "./access-files.ts";

test("servers are asked first, and secrets are in files of this user alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-cluster-"));
  try {
    const secrets = {
      "ca.trusted": "ca",
      "nomad.management": "nomad-canary",
      "consul.management": "consul-canary",
      "gateway.key": "key-canary",
      "memory.key": "memory-canary",
      "memory.vault": "vault-canary",
    };
    const jobs = (await loadJobs()).filter(({ name }) => ["gateway", "memory", "memory-vault"].includes(name));
    writeAccessFiles({ cluster: { ...sampleCluster(), servers: ["n3"] }, folder, jobs }, secrets);
    const text = readFileSync(accessFile(folder), "utf8");
    const access = clusterAccessSchema.parse(JSON.parse(text));
    expect(access.nodes).toEqual(["n3", "n1", "n2"]);
    expect(access.secureServices.toSorted()).toEqual(["gateway", "memory", "memory-vault"]);
    expect(text).not.toContain("canary");
    expect(readFileSync(access.nomadTokenFile, "utf8")).toBe("nomad-canary");
    const key = (job: string): string => readFileSync(jobKeyFile(folder, job), "utf8");
    expect(["gateway", "memory", "memory-vault"].map(key)).toEqual(["key-canary", "memory-canary", "vault-canary"]);
    expect(statSync(access.nomadTokenFile).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

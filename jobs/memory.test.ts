import { expect, test } from "vitest";
import { memoryConfigSchema } from "@hearth/contracts/memory/memory-config.ts";
import { keeperConfigSchema } from "@hearth/contracts/memory/keeper-config.ts";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./memory.ts";

const specs = job.specs(jobCluster, jobFacts);
const hcl = specs[0]?.hcl ?? "";

test("one job, after what keeps its backups, with its secrets in a variable of its own", () => {
  expect(specs.map((spec) => ({ ...spec, hcl: "" }))).toEqual([
    {
      id: "memory",
      kind: "service",
      hcl: "",
      gate: { services: ["memory"], limitMs: 180_000 },
      needs: ["memory-vault"],
      variables: {
        keys: "«secret:memory.keys»",
        encryption: "«secret:memory.encryption»",
        gateway: "«secret:memory.gateway»",
        seal: "«secret:memory.seal»",
        vault: "«secret:memory.vaultKeeper»",
        tls: "«secret:memory.tls»",
      },
    },
  ]);
});

test("its HCL", async () => {
  await expect(hcl).toMatchFileSnapshot("../tests/fixtures/jobs/memory.nomad.hcl");
});

/** The JSON that Nomad renders into a file, on n2 with a gateway on n3. */
function rendered(file: string): unknown {
  const literal = new RegExp(`destination = "local/${file}"\\n +data += (".*")`).exec(hcl)?.[1] ?? "";
  const text = (JSON.parse(literal) as string)
    .replace("{{ env `NOMAD_IP_http` }}", "192.0.2.2")
    .replace("{{ env `node.unique.name` }}", "n2")
    .replaceAll(/\{\{ with service.*?\{\{ end \}\}\{\{ end \}\}/g, "https://n3.hearth:8080");
  return JSON.parse(text);
}

test("its configuration is one that the service takes", () => {
  const gateway = {
    url: "https://n3.hearth:8080",
    keyFile: "/secrets/gateway",
    tls: { caFile: "/local/ca.pem", serverName: "gateway.hearth" },
  };
  expect(memoryConfigSchema.parse(rendered("memory.json"))).toMatchObject({
    listen: { address: "192.0.2.2", port: 8095 },
    tls: { certificateFile: "/secrets/tls.pem", keyFile: "/secrets/tls.pem" },
    store: { engine: "sqlite", file: "/data/memory.sqlite" },
    backups: { folder: "/data/backups" },
    embeddings: { ...gateway, model: "minilm", contextTokens: 512, glossGerman: true },
    chat: { ...gateway, model: "smollm2" },
  });
});

test("the keeper's too", () => {
  expect(keeperConfigSchema.parse(rendered("keeper.json"))).toMatchObject({
    node: "n2",
    database: "/data/memory.sqlite",
    vault: {
      url: "https://n1.hearth:8096",
      keyFile: "/secrets/vault",
      tls: { caFile: "/local/ca.pem", serverName: "memory-vault.hearth" },
    },
  });
});

test("a single node has the data and their backups, for there is no other", () => {
  const [spec] = job.specs({ ...jobCluster, nodes: jobCluster.nodes.slice(0, 1) }, jobFacts);
  expect(spec?.hcl).not.toContain("constraint");
});

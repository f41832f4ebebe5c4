import { expect, test } from "vitest";
import { vaultConfigSchema } from "@hearth/contracts/memory/vault-config.ts";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./memory-vault.ts";

const specs = job.specs(jobCluster, jobFacts);

test("one job on the depot's node", () => {
  expect(specs.map((spec) => ({ ...spec, hcl: "" }))).toEqual([
    {
      id: "memory-vault",
      kind: "service",
      hcl: "",
      gate: { services: ["memory-vault"], limitMs: 180_000 },
      needs: [],
      variables: {
        key: "«secret:memory.vault»",
        keeperKey: "«secret:memory.vaultKeeper»",
        tls: "«secret:memory.vaultTls»",
      },
    },
  ]);
  expect(specs[0]?.hcl).toMatch(/attribute = "\$\{node.unique.name\}"\n +value += "n1"/);
});

test("its HCL", async () => {
  await expect(specs[0]?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/memory-vault.nomad.hcl");
});

test("its configuration is one that the vault takes", () => {
  const literal = /data += (".*listen.*")/.exec(specs[0]?.hcl ?? "")?.[1] ?? "";
  const rendered = (JSON.parse(literal) as string).replace("{{ env `NOMAD_IP_http` }}", "192.0.2.1");
  expect(vaultConfigSchema.parse(JSON.parse(rendered))).toMatchObject({
    listen: { address: "192.0.2.1", port: 8096 },
    tls: { certificateFile: "/secrets/tls.pem", keyFile: "/secrets/tls.pem" },
    folder: "/data",
    keyFile: "/secrets/key",
    keeperKeyFile: "/secrets/keeper-key",
  });
});

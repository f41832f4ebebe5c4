import { expect, test } from "vitest";
import { gatewayConfigSchema } from "../apps/gateway/src/config/gateway-config.ts";
import { mappingFileSchema } from "../apps/gateway/src/routing/mapping-file.ts";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./gateway.ts";

const specs = job.specs(jobCluster, jobFacts);

test("one job, whose keys are in a variable of its own", () => {
  expect(specs.map((spec) => ({ ...spec, hcl: "" }))).toEqual([
    {
      id: "gateway",
      kind: "service",
      hcl: "",
      gate: { services: ["gateway"], limitMs: 180_000 },
      needs: [],
      variables: { keys: '{"keys":[]}' },
    },
  ]);
});

test("its HCL", async () => {
  await expect(specs[0]?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/gateway.nomad.hcl");
});

test("its configuration is one that the gateway takes", () => {
  const literal = /data += (".*listen.*")/.exec(specs[0]?.hcl ?? "")?.[1] ?? "";
  const rendered = (JSON.parse(literal) as string)
    .replace("{{ env `NOMAD_IP_http` }}", "192.0.2.2")
    .replace("{{ env `node.unique.name` }}", "n2");
  expect(gatewayConfigSchema.parse(JSON.parse(rendered))).toMatchObject({
    listen: { address: "192.0.2.2", port: 8080 },
    consul: {
      url: "https://n2.hearth:8501",
      caFile: "/local/ca.pem",
      tokenFile: "/secrets/consul_token",
    },
    keysFile: "/secrets/keys.json",
  });
});

test("its mapping is one that the gateway takes", () => {
  const literal = /mapping\.json"\n +data += (".*")/.exec(specs[0]?.hcl ?? "")?.[1] ?? "";
  expect(mappingFileSchema.parse(JSON.parse(JSON.parse(literal) as string))).toMatchObject({ default: ["chat"] });
});

test("a single node has no room for a second version beside the first", () => {
  const [spec] = job.specs({ ...jobCluster, nodes: jobCluster.nodes.slice(0, 1) }, jobFacts);
  expect(spec?.hcl.match(/(?:canary|auto_promote) += .*/g)).toEqual([
    "canary            = 0",
    "auto_promote      = false",
  ]);
});

import { expect, test } from "vitest";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./mosquitto.ts";

const clusterWith = (options: object): typeof jobCluster => ({ ...jobCluster, jobOptions: { mosquitto: options } });
const [spec] = job.specs(clusterWith({ packetSize: "1 MiB" }), jobFacts);

test("one job, whose secrets are references", () => {
  expect({ ...spec, hcl: "" }).toEqual({
    ...{ id: "mosquitto", kind: "service", hcl: "", needs: [] },
    gate: { services: ["mosquitto"], limitMs: 180_000 },
    variables: {
      passwords: "«secret:mosquitto.passwords»",
      access: "«secret:mosquitto.access»",
      tls: "«secret:mosquitto.tls»",
      check: "«secret:mosquitto.check»",
    },
  });
});

test("its HCL", async () => {
  await expect(spec?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/mosquitto.nomad.hcl");
});

test("it runs on the machine that the inventory names, which has to be one", () => {
  const on = (node: string) => job.specs(clusterWith({ node, packetSize: "1 MiB" }), jobFacts)[0]?.hcl;
  expect(on("n3")).toContain('value     = "n3"');
  expect(() => on("n4")).toThrow("there is no node n4");
});

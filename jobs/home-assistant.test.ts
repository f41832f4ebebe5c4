import { expect, test } from "vitest";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./home-assistant.ts";
import { options as brokerOptions } from "./mosquitto.ts";

const options = job.options?.parse({});
const house = {
  ...jobCluster,
  jobOptions: { mosquitto: brokerOptions.parse({ node: "n2" }), "home-assistant": options },
};
const [spec] = job.specs(house, jobFacts);

test("one job, after the broker and the gateway, whose secrets are references", () => {
  expect({ ...spec, hcl: "" }).toEqual({
    ...{ id: "home-assistant", kind: "service", hcl: "", needs: ["mosquitto", "gateway"] },
    gate: { services: ["home-assistant"], limitMs: 600_000 },
    variables: {
      password: "«secret:homeAssistant.password»",
      mqtt: "«secret:homeAssistant.mqtt»",
      gateway: "«secret:homeAssistant.gateway»",
    },
  });
});

test("its HCL", async () => {
  await expect(spec?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/home-assistant.nomad.hcl");
});

test("without the broker it is refused, with what to add", () => {
  expect(() => job.specs({ ...house, jobOptions: { "home-assistant": options } }, jobFacts)).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", hint: "Add `mosquitto: {}` to `jobs`." }) as Error,
  );
});

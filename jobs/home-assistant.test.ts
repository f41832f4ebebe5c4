import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../lib/paths.ts";
import { taskPrograms } from "../lib/jobs/task-programs.ts";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { temporaryFolder } from "../tests/support/toolchain.ts";
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

test("its start and Python's need no program that a task lacks", async () => {
  const folder = await temporaryFolder();
  const [data, local, bin] = ["data", "local", "bin"].map((name) => join(folder, name)) as [string, string, string];
  const python = join(local, "program", "python");
  for (const each of [data, bin, join(python, "bin"), join(python, "libraries")]) mkdirSync(each, { recursive: true });
  for (const program of taskPrograms) symlinkSync(program, join(bin, basename(program)));
  const recipe = readFileSync(join(root, "lib/toolchain/recipes/python-home.sh"), "utf8");
  const program = (file: string, text = ""): void => {
    writeFileSync(file, text, { mode: 0o755 });
  };
  program(join(python, "bin/python"), /<<'END'\n(.*)END\n/s.exec(recipe)?.[1]);
  program(join(python, "libraries/loader"), '#!/bin/sh\necho "$PYTHONPATH $*"\n');
  writeFileSync(join(local, "configuration.yaml"), "http:\n");
  const start = readFileSync(join(root, "templates/jobs/home-assistant/start.sh"), "utf8");
  program(join(local, "start.sh"), start.replaceAll("/data", data).replaceAll("/local", local));
  const { stdout } = await promisify(execFile)("/bin/sh", [join(local, "start.sh")], { env: { PATH: bin } });
  const libraries = ["--library-path", join(python, "libraries"), join(python, "bin/python3.13")];
  expect(stdout.trim().split(" ")).toEqual([
    ...[join(python, "site"), ...libraries],
    ...["-m", "homeassistant", "--config", data, "--skip-pip"],
  ]);
  expect(
    ["configuration", "automations", "scripts"].map((name) => readFileSync(join(data, `${name}.yaml`), "utf8")),
  ).toEqual(["http:\n", "[]\n", "{}\n"]);
});

test("it has its machine also where the inventory chooses how it runs", () => {
  const chosen = {
    ...house,
    jobOptions: {
      mosquitto: { node: "n2", runtime: "exec" },
      "home-assistant": { ...(options as object), node: "n3", runtime: "exec" },
    },
  };
  expect(job.servicePlaces(chosen)).toEqual([{ service: "home-assistant", nodes: ["n3"] }]);
});

test("without the broker it is refused, with what to add", () => {
  expect(() => job.specs({ ...house, jobOptions: { "home-assistant": options } }, jobFacts)).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", hint: "Add `mosquitto: {}` to `jobs`." }) as Error,
  );
});

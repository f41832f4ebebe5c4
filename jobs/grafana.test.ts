import { execFile } from "node:child_process";
import { readFileSync, writeFileSync, mkdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../lib/paths.ts";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { temporaryFolder } from "../tests/support/toolchain.ts";
import { job } from "./grafana.ts";

const house = { ...jobCluster, jobOptions: { grafana: { node: "n2" } } };
const [spec] = job.specs(house, jobFacts);

test("one job, on the machine that the inventory names, after Prometheus, whose secrets are references", () => {
  expect({ ...spec, hcl: "" }).toEqual({
    ...{ id: "grafana", kind: "service", hcl: "", needs: ["prometheus"] },
    gate: { services: ["grafana"], limitMs: 300_000 },
    variables: {
      password: "«secret:grafana.password»",
      secretKey: "«secret:grafana.secretKey»",
      tls: "«secret:grafana.tls»",
    },
  });
  expect(job.servicePlaces(house)).toEqual([{ service: "grafana", nodes: ["n2"] }]);
});

test("it runs only where an inventory asks for it, keeps its data, and reaches Prometheus alone", () => {
  const { optional, volume, access, owner } = job;
  expect({ optional, volume, access, owner, egress: job.egress(house) }).toEqual({
    ...{ optional: true, volume: "grafana", access: "grafana.password", owner: "owner" },
    egress: ["prometheus"],
  });
});

test("its HCL", async () => {
  await expect(spec?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/grafana.nomad.hcl");
});

test("nothing leaves the house, and nobody comes in without a password", () => {
  const settings = spec?.hcl ?? "";
  for (const line of [
    "reporting_enabled = false",
    "check_for_updates = false",
    "check_for_plugin_updates = false",
    "news_feed_enabled = false",
    "external_enabled = false",
    "disable_gravatar = true",
    "allow_sign_up = false",
    "[auth.anonymous]\\nenabled = false",
    "admin_password = $__file{/secrets/password}",
    "secret_key = $__file{/secrets/secret-key}",
    "protocol = https",
  ])
    expect(settings).toContain(line);
});

test("the start sets the owner's password where there is a database, and starts the server even if that fails", async () => {
  const folder = await temporaryFolder();
  const run = async (): Promise<readonly string[]> => {
    const start = readFileSync(join(root, "templates/jobs/grafana/start.sh"), "utf8");
    const script = start.replaceAll("/local/", `${folder}/local/`).replaceAll("/data/", `${folder}/data/`);
    writeFileSync(join(folder, "start.sh"), script.replaceAll("/secrets/", `${folder}/secrets/`));
    const { stdout, stderr } = await promisify(execFile)("/bin/sh", [join(folder, "start.sh")]);
    return `${stdout}${stderr}${existsSync(join(folder, "said")) ? readFileSync(join(folder, "said"), "utf8") : ""}`
      .replaceAll(folder, "")
      .trim()
      .split("\n");
  };
  for (const part of ["local/program/grafana/bin", "data", "secrets"])
    mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, "secrets/password"), "gf-first");
  const grafana = (status: number): void =>
    writeFileSync(
      join(folder, "local/program/grafana/bin/grafana"),
      `#!/bin/sh\n[ "$1" = cli ] && { echo "set $(cat)" >${folder}/said; exit ${status}; }\necho "$1"\n`,
      { mode: 0o755 },
    );
  grafana(0);
  expect(await run()).toEqual(["server"]);
  writeFileSync(join(folder, "data/grafana.db"), "");
  expect(await run()).toEqual(["server", "set gf-first"]);
  grafana(1);
  expect(await run()).toEqual([
    "server",
    "The owner's password could not be set; the former one still holds.",
    "set gf-first",
  ]);
});

import { expect, test } from "vitest";
import { notifierConfigSchema } from "../apps/notifier/src/config.ts";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { jobCluster, jobFacts } from "../tests/fixtures/job-fixtures.ts";
import { job } from "./alertmanager.ts";

const options = {
  ntfy: { url: "https://ntfy.example/house", secret: "ntfy" },
  email: {
    to: "resident@house.example",
    from: "hearth@house.example",
    server: "mail.example:587",
    user: "hearth",
    secret: "mail",
  },
  webhook: { secret: "home-webhook" },
  matrix: { url: "https://matrix.example", room: "!r:matrix.example", secret: "matrix" },
};
const cluster: Cluster = { ...jobCluster, jobOptions: { alertmanager: options } };
const [spec] = job.specs(cluster, jobFacts);

test("its HCL, with every way of sending a message", async () => {
  await expect(spec?.hcl).toMatchFileSnapshot("../tests/fixtures/jobs/alertmanager.nomad.hcl");
});

test("secrets are in the job's variable by reference, and nowhere else", () => {
  expect(spec?.variables).toEqual({
    ntfy: "«secret:own.ntfy»",
    mail: "«secret:own.mail»",
    matrix: "«secret:own.matrix»",
    "home-webhook": "«secret:own.home-webhook»",
  });
  expect(spec?.hcl).not.toContain("«");
});

test("without ntfy and Matrix there is no notifier", () => {
  const [bare] = job.specs({ ...jobCluster, jobOptions: { alertmanager: {} } }, jobFacts);
  expect(bare?.hcl).not.toContain('task "notifier"');
  // Nomad refuses a variable without items.
  expect(bare?.variables).toBeUndefined();
});

test("the notifier takes its file, when Nomad has put in the port", () => {
  const text = renderTemplate("jobs/alertmanager/notifier.json", {
    ntfy: { url: options.ntfy.url, tokenFile: "/secrets/ntfy" },
    matrix: { url: options.matrix.url, room: options.matrix.room, tokenFile: "/secrets/matrix" },
  });
  const parsed = notifierConfigSchema.parse(JSON.parse(text.replace(/\{\{ env [^}]*\}\}/, "20000")));
  expect(parsed).toMatchObject({ ntfy: { tokenFile: "/secrets/ntfy" }, matrix: { room: "!r:matrix.example" } });
});

test.each([
  [{ email: { ...options.email, server: "mail.example" } }, "is not a mail server"],
  [{ matrix: { ...options.matrix, room: "#house:matrix.example" } }, "is not the id of a room"],
])("%j is refused", (wrong, because) => {
  expect(job.options?.safeParse(wrong).error?.issues[0]?.message).toContain(because);
});

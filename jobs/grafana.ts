import { z } from "zod";
import { dashboardsOf } from "../lib/dashboards/dashboard.ts";
import { numbersOf } from "../lib/config/shape/ports.ts";
import { dnsLabel } from "../lib/config/shape/fields.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import { nodeOf } from "../lib/jobs/node-of.ts";
import { apiKey, randomKey } from "../lib/secrets/declared-secrets.ts";
import { ports as prometheusPorts } from "./prometheus.ts";

const id = "grafana";

const options = z.strictObject({
  node: dnsLabel
    .optional()
    .meta({ description: "Machine that it runs on, and that keeps its data.", defaultNote: "the first server" }),
});

/** Draws what Prometheus has measured, on dashboards made of the panels that jobs declare: docs/decisions/0034-dashboards.md. */
export const job = defineJob({
  name: id,
  about: "Shows the cluster's measurements on dashboards: Grafana.",
  user: "hearth-grafana",
  optional: true,
  volume: id,
  // What people made themselves; Hearth's dashboards come along with the job.
  backup: { databases: ["grafana.db"], leaveOut: ["plugins", "png", "csv", "pdf"], check: [] },
  ports: { grafana: { default: 3000, about: "Grafana.", metrics: "/metrics", tls: true } },
  options,
  node: (_id, cluster) => nodeOf(id, (cluster.jobOptions?.[id] as z.infer<typeof options> | undefined)?.node, cluster),
  egress: ["prometheus"],
  secrets: {
    "grafana.password": { make: apiKey("gf-") },
    /** What Grafana encrypts with in its database. */
    "grafana.secretKey": { make: randomKey },
    "grafana.tls": { certificateFor: id },
  },
  access: "grafana.password",
  owner: "owner",
  artifacts: (_cluster, panels) => [
    { kind: "tool", name: id, entry: id },
    { kind: "dashboards", name: "dashboards", dashboards: dashboardsOf(panels) },
  ],
  needs: () => ["prometheus"],
  // Its first start makes a database.
  gate: () => ({ services: [id], limitMs: 300_000 }),
  variables: ({ secret }) => ({
    password: secret("grafana.password"),
    secretKey: secret("grafana.secretKey"),
    tls: secret("grafana.tls"),
  }),
  context: ({ cluster, ports, artifact }) => {
    const [program, dashboards] = [artifact(id), artifact("dashboards")];
    return {
      port: ports.grafana,
      domain: cluster.domain,
      services: ["prometheus"],
      prometheusUrl: `http://prometheus.${cluster.domain}:${numbersOf(prometheusPorts, cluster.ports).prometheus}`,
      programUrl: program.url,
      programChecksum: `sha256:${program.sha256}`,
      dashboardsUrl: dashboards.url,
      dashboardsChecksum: `sha256:${dashboards.sha256}`,
    };
  },
});

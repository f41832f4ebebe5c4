import { z } from "zod";
import { bytes } from "@hearth/kernel/units.ts";
import { mebibytes } from "../lib/jobs/mebibytes.ts";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import type { ScrapeTarget } from "../lib/plan/scrapes.ts";
import type { WatchedJob } from "../lib/jobs/watched-job.ts";
import { size } from "../lib/config/shape/fields.ts";
import { defineJob, type JobFacts } from "../lib/jobs/define-job.ts";
import { prometheusSummary, runbookOf, type Alert } from "../lib/plan/alert.ts";
import { prometheusPanels } from "./panels/prometheus.ts";

/** On top of the time series comes the log of the newest two hours. */
const logMebibytes = 1_024;

export const ports = { prometheus: { default: 9090, about: "Prometheus." } } satisfies ListeningPorts;

/** Measurements of the cluster: every node, Consul, Nomad, and each service that says where its metrics are. */
export const job = defineJob({
  name: "prometheus",
  about: "Collects and keeps the measurements of nodes, agents and services.",
  user: "hearth-prometheus",
  ports,
  egress: [{ metrics: true }],
  options: z.strictObject({
    retentionSize: size
      .default("2 GiB")
      .meta({ description: "Disk that the measurements may use; the oldest are removed.", default: "2 GiB" }),
  }),
  panels: prometheusPanels,
  artifacts: [{ kind: "debian", name: "prometheus" }],
  alerts: [
    {
      name: "ScrapeLost",
      // Not where there is a better reason.
      expression:
        'up == 0 unless on (node) (max by (node) (up{node!=""}) == 0) unless on (job) (hearth_job_healthy == 0)',
      forSeconds: 60,
      severity: "warning",
      summary: "Prometheus gets no measurements from {job} on {node}",
    },
    {
      name: "NotificationsFailing",
      expression: "sum by (alertmanager) (increase(prometheus_notifications_errors_total[2m])) > 0",
      forSeconds: 30,
      severity: "critical",
      summary: "Prometheus cannot hand its alerts to Alertmanager, so nobody gets a message",
      labels: { job: "alertmanager" },
    },
    {
      name: "MeasurementsLost",
      expression:
        "increase(prometheus_tsdb_wal_writes_failed_total[2m]) > 0 or increase(prometheus_rule_evaluation_failures_total[2m]) > 0",
      forSeconds: 0,
      severity: "critical",
      summary: "Prometheus on {node} cannot keep its measurements; its disk may be full",
    },
  ],
  context: ({ cluster, facts, ports, options, artifact }) => {
    const retentionMebibytes = mebibytes(bytes(options.retentionSize));
    const program = artifact("prometheus");
    return {
      port: ports.prometheus,
      programUrl: program.url,
      programChecksum: `sha256:${program.sha256}`,
      ca: facts.ca,
      cluster: cluster.name,
      domain: cluster.domain,
      scrapes: facts.scrapes.map(scrapeOf),
      hasAlertmanager: facts.watched.some(({ id }) => id === "alertmanager"),
      watched: facts.watched.flatMap(watchedOf),
      ...rulesOf(facts),
      arguments: [
        "--config.file=/local/prometheus.yml",
        "--web.listen-address=${NOMAD_ADDR_http}",
        "--storage.tsdb.path=/alloc/data/series",
        `--storage.tsdb.retention.size=${retentionMebibytes}MB`,
      ],
      diskMebibytes: retentionMebibytes + logMebibytes,
    };
  },
});

/** With all that the template asks for. */
const scrapeOf = ({ job, path, scheme, params, consulToken, targets }: ScrapeTarget) => ({
  job,
  path,
  scheme: scheme ?? "",
  params: params ?? false,
  consulToken: consulToken ?? false,
  targets,
});

/** What the template of the rules asks for. Exported for the tests that run the rules. */
export const rulesOf = ({ alerts, watched }: Pick<JobFacts, "alerts" | "watched">) => ({
  alerts: alerts.map(ruleOf),
  promised: watched.flatMap(({ id, availability }) => (availability === undefined ? [] : [id])).join("|"),
});

const ruleOf = ({ name, expression, forSeconds, keepFiringSeconds, severity, summary, labels = {} }: Alert) => ({
  name,
  expression,
  for: `${forSeconds}s`,
  keepFiringFor: keepFiringSeconds === undefined ? "" : `${keepFiringSeconds}s`,
  labels: { severity, ...labels },
  annotations: { summary: prometheusSummary(summary), runbook: runbookOf(name) },
});

/** Where several services make up a job, the first one says where it runs. */
const watchedOf = ({ id, services, node }: WatchedJob) => {
  const [service] = services;
  return service === undefined ? [] : [{ id, services, node, service, serviceInstances: `${service}|any` }];
};

import { stringify } from "yaml";
import { z } from "zod";
import { bytes } from "@hearth/kernel/units.ts";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { mebibytes } from "../lib/jobs/mebibytes.ts";
import type { ScrapeTarget } from "../lib/plan/scrapes.ts";
import { size } from "../lib/config/shape/fields.ts";
import { defineJob } from "../lib/jobs/define-job.ts";

/** On top of the time series comes the log of the newest two hours. */
const logMebibytes = 1_024;

/** Measurements of the cluster: every node, Consul, Nomad, and each service that says where its metrics are. */
export const job = defineJob({
  name: "prometheus",
  about: "Collects and keeps the measurements of nodes, agents and services.",
  user: "hearth-prometheus",
  ports: { prometheus: { default: 9090, about: "Prometheus." } },
  options: z.strictObject({
    retentionSize: size
      .default("2 GiB")
      .meta({ description: "Disk that the measurements may use; the oldest are removed.", default: "2 GiB" }),
  }),
  artifacts: [{ kind: "debian", name: "prometheus" }],
  context: ({ cluster, facts, ports, options, artifact }) => {
    const retentionMebibytes = mebibytes(bytes(options.retentionSize));
    const program = artifact("prometheus");
    return {
      port: ports.prometheus,
      programUrl: program.url,
      programChecksum: `sha256:${program.sha256}`,
      ca: facts.ca,
      services,
      configuration: stringify(configuration(cluster, facts.scrapes), { lineWidth: 0 }),
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

const tls = { tls_config: { ca_file: "/local/ca.pem" } };
/**
 * For Nomad's template runner: every service that says by its meta that it has metrics, and where. Debian's Prometheus is built
 * without discovery by Consul. Instances whose checks fail are among them, for theirs are the measurements to look at.
 */
const services = `
{{- range services }}{{ range service (printf "%s|any" .Name) }}{{ if .ServiceMeta.metrics }}
- targets: ["{{ .Address }}:{{ .Port }}"]
  labels:
    __metrics_path__: "{{ .ServiceMeta.metrics }}"
    service: "{{ .Name }}"
    node: "{{ .Node }}"
{{- end }}{{ end }}{{ end }}
`;

/** Consul takes its token in this form too, and a file is read again when Nomad renews it. */
const authorization = { authorization: { credentials_file: "/secrets/consul_token" } };

/** One object, so that the YAML has it once. */
const nodeLabel = { source_labels: ["__address__"], regex: "([^.]+)[.].*", target_label: "node" };

/** prometheus.yml, https://prometheus.io/docs/prometheus/2.42/configuration/configuration/ */
const configuration = ({ name }: Cluster, scrapes: readonly ScrapeTarget[]): object => ({
  global: { scrape_interval: "15s", scrape_timeout: "10s" },
  scrape_configs: [
    ...scrapes.map((scrape) => scrapeOf(scrape, name)),
    { job_name: "services", file_sd_configs: [{ files: ["/local/services.yml"] }] },
  ],
});

const scrapeOf = ({ job, path, scheme, params, consulToken, targets }: ScrapeTarget, cluster: string): object => ({
  job_name: job,
  ...(scheme && { scheme }),
  ...(path !== "/metrics" && { metrics_path: path }),
  ...(params && { params }),
  ...(scheme && tls),
  ...(consulToken && authorization),
  static_configs: [{ targets, labels: { cluster } }],
  relabel_configs: [nodeLabel],
});

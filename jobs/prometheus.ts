import { stringify } from "yaml";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { artifactOf } from "../lib/jobs/artifact-of.ts";
import { defineJob } from "../lib/jobs/define-job.ts";

const user = "hearth-prometheus";

/** What its time series may take on disk; the log of the newest two hours comes on top. */
const retentionMebibytes = 2_048;
const diskMebibytes = retentionMebibytes + 1_024;

/** Measurements of the cluster: every node, Consul, Nomad, and each service that says where its metrics are. */
export const job = defineJob({
  name: "prometheus",
  about: "Collects and keeps the measurements of nodes, agents and services.",
  kind: "service",
  user,
  instances: () => ["prometheus"],
  id: (name) => name,
  gate: (name) => ({ services: [name], limitMs: 180_000 }),
  endpoints: ({ ports }) => [{ name: "prometheus", port: ports.prometheus, protocol: "tcp", reach: "overlay" }],
  context: ({ cluster, facts, instance: id }) => {
    const program = artifactOf(facts, "prometheus");
    return {
      id,
      datacenter: cluster.datacenter,
      user,
      port: cluster.ports.prometheus,
      programUrl: program.url,
      programChecksum: `sha256:${program.sha256}`,
      ca: facts.ca,
      services,
      configuration: stringify(configuration(cluster), { lineWidth: 0 }),
      arguments: [
        "--config.file=/local/prometheus.yml",
        "--web.listen-address=${NOMAD_ADDR_http}",
        "--storage.tsdb.path=/alloc/data/series",
        `--storage.tsdb.retention.size=${retentionMebibytes}MB`,
      ],
      diskMebibytes,
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

/** prometheus.yml, https://prometheus.io/docs/prometheus/2.42/configuration/configuration/ */
function configuration({ nodes, domain, ports, name }: Cluster): object {
  const everyNode = (port: number): object[] => [
    { targets: nodes.map((node) => `${node.name}.${domain}:${port}`), labels: { cluster: name } },
  ];
  const nodeLabel = { source_labels: ["__address__"], regex: "([^.]+)[.].*", target_label: "node" };
  return {
    global: { scrape_interval: "15s", scrape_timeout: "10s" },
    scrape_configs: [
      { job_name: "node", static_configs: everyNode(ports.nodeExporter), relabel_configs: [nodeLabel] },
      {
        job_name: "nomad",
        scheme: "https",
        metrics_path: "/v1/metrics",
        params: { format: ["prometheus"] },
        ...tls,
        static_configs: everyNode(ports.nomad.http),
        relabel_configs: [nodeLabel],
      },
      {
        job_name: "consul",
        scheme: "https",
        metrics_path: "/v1/agent/metrics",
        params: { format: ["prometheus"] },
        ...tls,
        ...authorization,
        static_configs: everyNode(ports.consul.https),
        relabel_configs: [nodeLabel],
      },
      { job_name: "services", file_sd_configs: [{ files: ["/local/services.yml"] }] },
    ],
  };
}

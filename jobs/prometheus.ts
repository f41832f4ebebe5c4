import { z } from "zod";
import { bytes } from "@hearth/kernel/units.ts";
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
      cluster: cluster.name,
      scrapes: facts.scrapes.map(scrapeOf),
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

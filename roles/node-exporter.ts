import { z } from "zod";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { answers } from "../lib/steps/answers.ts";
import { directory } from "../lib/steps/directory.ts";
import { file } from "../lib/steps/file.ts";
import { overlayAddressFile } from "../lib/steps/overlay-address.ts";
import { packages } from "../lib/steps/packages.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";

const name = "prometheus-node-exporter";
/** Files in it are measurements too. */
const measured = "/var/lib/prometheus/node-exporter";
const script = "/usr/local/lib/hearth/measure";
const timer = "hearth-measure.timer";
const override = `${name}.service.d/hearth.conf`;

export const ports = {
  nodeExporter: {
    default: 9100,
    about: "Metrics of each machine.",
    metrics: "/metrics",
    scrape: { as: "node" },
  },
} satisfies ListeningPorts;

export const role = defineRole({
  name: "node-exporter",
  about: "Gives Prometheus the machine's metrics.",
  options: z.strictObject({}),
  needs: [onNode("firewall")],
  ports,
  alerts: [
    {
      name: "NodeOff",
      expression: 'max by (node) (up{node!=""}) == 0',
      forSeconds: 60,
      // It silences the alerts of what ran on the machine, which takes a while to start again.
      keepFiringSeconds: 120,
      severity: "critical",
      summary: "{node} does not answer; it is off, or has lost its network",
    },
    {
      name: "DiskFull",
      // As df counts: what only root may use is not free.
      expression:
        '100 * max by (node, device) (1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|squashfs|iso9660"} / (node_filesystem_size_bytes - node_filesystem_free_bytes + node_filesystem_avail_bytes)) >= 95',
      forSeconds: 60,
      severity: "critical",
      summary: "{device} of {node} is {value:whole} % full",
    },
    {
      name: "ClockOff",
      expression: "abs(node_time_seconds - timestamp(node_time_seconds)) > 30",
      forSeconds: 45,
      severity: "critical",
      summary: "The clock of {node} is {value:duration} away from that of Prometheus' machine",
    },
    {
      name: "CertificateNearEnd",
      expression: "hearth_certificate_end_timestamp_seconds - time() < 21 * 86400",
      forSeconds: 0,
      severity: "warning",
      summary: "The certificate of {service} on {node} ends in {value:duration}",
    },
    {
      name: "RebootNeeded",
      expression: "hearth_reboot_required == 1",
      forSeconds: 0,
      severity: "warning",
      summary: "{node} has updates that need a restart of the machine",
    },
    {
      name: "DiskFailing",
      expression: "hearth_disk_failing == 1",
      forSeconds: 0,
      severity: "critical",
      summary: "{device} of {node} says that it is failing",
    },
    {
      name: "Drift",
      expression: "hearth_drift_findings > 0",
      forSeconds: 0,
      severity: "warning",
      summary: "{node} differs from the inventory; steps that differ: {value}",
    },
    {
      name: "DriftUnchecked",
      expression: "time() - max(hearth_drift_checked_timestamp_seconds) > 14 * 86400",
      forSeconds: 0,
      severity: "warning",
      summary: "Nobody has compared the cluster with its inventory for {value:duration}",
    },
  ],
  steps: ({ cluster, node, ports }) => {
    const [address, port] = [`${node.name}.${cluster.domain}`, ports.nodeExporter];
    return [
      // Before the package, which starts the service immediately.
      systemdUnit(
        override,
        renderTemplate("node-exporter/override.conf", {
          address,
          port,
          folder: measured,
        }),
      ),
      packages(name),
      directory({ path: "/usr/local/lib/hearth" }),
      file({ path: script, content: renderTemplate("node-exporter/measure.sh", { folder: measured }), mode: "755" }),
      systemdUnit(
        "hearth-measure.service",
        renderTemplate("node-exporter/hearth-measure.service", { script, folder: measured }),
      ),
      systemdUnit(timer, renderTemplate("node-exporter/hearth-measure.timer")),
      service({ name: timer, watches: [script, `/etc/systemd/system/${timer}`] }),
      service({ name, watches: [`/etc/systemd/system/${override}`, overlayAddressFile] }),
      answers({ service: name, url: `http://${address}:${port}/`, limitSeconds: 30 }),
    ];
  },
});

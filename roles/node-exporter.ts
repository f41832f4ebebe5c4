import { z } from "zod";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { answers } from "../lib/steps/answers.ts";
import { overlayAddressFile } from "../lib/steps/overlay-address.ts";
import { packages } from "../lib/steps/packages.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";

const name = "prometheus-node-exporter";
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
  steps: ({ cluster, node, ports }) => {
    const [address, port] = [`${node.name}.${cluster.domain}`, ports.nodeExporter];
    return [
      // Before the package, which starts the service immediately.
      systemdUnit(
        override,
        renderTemplate("node-exporter/override.conf", {
          address,
          port,
        }),
      ),
      packages(name),
      service({ name, watches: [`/etc/systemd/system/${override}`, overlayAddressFile] }),
      answers({ service: name, url: `http://${address}:${port}/`, limitSeconds: 30 }),
    ];
  },
});

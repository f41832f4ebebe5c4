import { z } from "zod";
import { port } from "../lib/config/shape/fields.ts";
import type { Endpoint } from "../lib/plan/endpoint.ts";
import { packetFilterRules } from "../lib/plan/packet-filter-rules.ts";
import { defineRole, everywhere } from "../lib/plan/role.ts";
import { file } from "../lib/steps/file.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";

const path = "/etc/hearth/firewall.nft";
const unit = "/etc/systemd/system/hearth-firewall.service";
const stamp = "/var/lib/hearth/started/firewall-table";
const serviceStamp = "/var/lib/hearth/started/hearth-firewall";
const rulesOrNone = `if [ -e ${path} ]; then nft -f ${path}; else nft delete table inet hearth 2>/dev/null || true; fi`;

export const role = defineRole({
  name: "firewall",
  about: "Lets in only what roles and jobs have declared, on the underlay and on the overlay.",
  options: z.strictObject({
    open: z
      .array(
        z.strictObject({
          port: port.meta({ description: "Port number." }),
          protocol: z.enum(["tcp", "udp"]).default("tcp").meta({ description: "Protocol of the port." }),
          reach: z.enum(["underlay", "overlay"]).default("underlay").meta({
            description:
              "Network that may reach the port: `underlay` is your home network, `overlay` is the cluster's own.",
          }),
        }),
      )
      .default([])
      .meta({ description: "Further ports to keep open, for services of the machine that are not Hearth's." }),
  }),
  // The rules name peers, so peers must have names first; and a machine must not lock itself out before the overlay exists.
  needs: [everywhere("overlay-names")],
  guard: () => ({
    paths: [path, unit, stamp, serviceStamp],
    reload: `systemctl daemon-reload; ${rulesOrNone}`,
  }),
  steps: ({ cluster, endpoints, options }) => {
    const others = options.open.map((other): Endpoint => ({ ...other, name: "not ours" }));
    const rules = packetFilterRules([...endpoints, ...others], cluster.domain);
    return [
      file({ path, content: renderTemplate("firewall/hearth.nft", { rules }) }),
      systemdUnit("hearth-firewall.service", renderTemplate("firewall/hearth-firewall.service", { path })),
      shell({
        id: "table inet hearth",
        values: { path, stamp, domain: cluster.domain },
        ...stepScript(import.meta.dirname, "firewall-table.sh"),
      }),
      service({ name: "hearth-firewall", watches: [path, unit], onChange: "reload" }),
    ];
  },
});

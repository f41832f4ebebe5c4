import { z } from "zod";
import { port } from "../lib/config/shape/fields.ts";
import type { Endpoint } from "../lib/plan/endpoint.ts";
import { callerRules, egressRules, packetFilterRules } from "../lib/plan/packet-filter-rules.ts";
import { defineRole, everywhere, onNode } from "../lib/plan/role.ts";
import { file } from "../lib/steps/file.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";

const path = "/etc/hearth/firewall.nft";
const shut = "/etc/hearth/firewall-shut.nft";
const program = "/usr/local/sbin/hearth-firewall";
const unit = "/etc/systemd/system/hearth-firewall.service";
const watchUnit = "/etc/systemd/system/hearth-firewall-watch.service";
const stamp = "/var/lib/hearth/started/firewall-table";
const serviceStamp = "/var/lib/hearth/started/hearth-firewall";
const watchStamp = "/var/lib/hearth/started/hearth-firewall-watch";
const rulesOrNone = `if [ -e ${path} ]; then nft -f ${path}; else nft delete table inet hearth 2>/dev/null || true; fi`;
/** The watch would load again what is being taken away. */
const reload = [
  "systemctl stop hearth-firewall-watch 2>/dev/null",
  "systemctl daemon-reload",
  rulesOrNone,
  `[ ! -e ${watchUnit} ] || systemctl start hearth-firewall-watch`,
].join("; ");

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
    forward: z
      .array(z.string().regex(/^[\w.-]{1,15}\*?$/))
      .default(["docker0", "br-*"])
      .meta({
        description:
          "Interfaces of containers and virtual machines that may connect out, though never to the overlay; `*` at the end stands for any ending.",
      }),
  }),
  // The rules name peers and accounts, so these must be there first; and a machine must not lock itself out before the overlay exists.
  needs: [everywhere("overlay-names"), onNode("job-users")],
  guard: () => ({
    paths: [path, shut, program, unit, watchUnit, stamp, serviceStamp, watchStamp],
    reload,
  }),
  steps: ({ cluster, endpoints, options, reachable = [], egress = [], jobUsers }) => {
    const others = options.open.map((other): Endpoint => ({ ...other, name: "not ours" }));
    const rules = packetFilterRules([...endpoints, ...others], cluster.domain);
    const ssh = packetFilterRules(
      endpoints.filter(({ name }) => name === "ssh"),
      cluster.domain,
    );
    return [
      file({
        path,
        content: renderTemplate("firewall/hearth.nft", {
          rules,
          forward: options.forward,
          callers: callerRules(reachable, jobUsers),
          egress: egressRules(
            egress.filter(({ user }) => jobUsers.includes(user)),
            reachable,
          ),
        }),
      }),
      file({ path: shut, content: renderTemplate("firewall/shut.nft", { rules: ssh }) }),
      file({ path: program, content: renderTemplate("firewall/hearth-firewall.sh", { path, shut }), mode: "755" }),
      systemdUnit("hearth-firewall.service", renderTemplate("firewall/hearth-firewall.service")),
      systemdUnit("hearth-firewall-watch.service", renderTemplate("firewall/hearth-firewall-watch.service")),
      shell({
        id: "table inet hearth",
        values: { path, stamp, domain: cluster.domain },
        ...stepScript(import.meta.dirname, "firewall-table.sh"),
      }),
      service({ name: "hearth-firewall", watches: [path, unit], onChange: "reload" }),
      service({ name: "hearth-firewall-watch", watches: [program, watchUnit] }),
    ];
  },
});

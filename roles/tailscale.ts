import { z } from "zod";
import { controlName } from "../lib/config/derive/control-name.ts";
import { numbersOf } from "../lib/config/shape/ports.ts";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import { defineRole, everywhere, onNode } from "../lib/plan/role.ts";
import { directory } from "../lib/steps/directory.ts";
import { hostsBlock } from "../lib/steps/hosts-block.ts";
import type { LauncherRequest } from "../lib/steps/launcher-request.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { shellFunctions, stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import type { Step } from "../lib/steps/step.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";
import { toolProgram } from "../lib/steps/tool-program.ts";
import { ports as headscalePorts } from "./headscale.ts";

const inbox = "/var/lib/hearth/inbox";

export const ports = {
  wireguard: {
    default: 41_641,
    about: "Traffic of the overlay (UDP).",
    service: "wireguard",
    protocol: "udp",
    reach: "underlay",
  },
} satisfies ListeningPorts;

export const role = defineRole({
  name: "tailscale",
  about: "Is on the overlay, under its own name.",
  options: z.strictObject({}),
  needs: [onNode("trust"), everywhere("headscale")],
  ports,
  steps: ({ cluster, node, ports }) => {
    const { overlay } = cluster;
    const tailscale = toolProgram("tailscale", node);
    const control = controlName(cluster);
    return [
      tailscale.step,
      ...(overlay.control === "headscale" ? [controlAddress(control)] : []),
      directory({ path: "/var/lib/tailscale", mode: "700", undoContent: true }),
      systemdUnit("tailscaled.service", renderTemplate("tailscale/tailscaled.service", { port: ports.wireguard })),
      service({ name: "tailscaled", watches: [tailscale.stamp, "/etc/systemd/system/tailscaled.service"] }),
      overlay.control === "headscale"
        ? joined(node.name, {
            url: `https://${control}:${numbersOf(headscalePorts, cluster.ports).headscale}`,
            words: ["headscale", overlay.node],
          })
        : joined(node.name, { url: "https://controlplane.tailscale.com", words: ["tailscale", overlay.tailnet] }),
    ];
  },
});

/** The overlay's names cannot include its own control server, so the launcher provides its address. */
const controlAddress = (name: string): Step =>
  hostsBlock({
    name: "control",
    values: { name, source: `${inbox}/control-address` },
    lines: shellFunctions(import.meta.dirname, "tailscale-control.sh"),
    limitSeconds: 1,
  });

interface Control {
  readonly url: string;
  /** Where the launcher requests a key. */
  readonly words: Extract<LauncherRequest, { kind: "join" }>["words"];
}

function joined(node: string, { url, words }: Control): Step {
  return {
    ...shell({
      id: `join ${url}`,
      values: { url, node, key: `${inbox}/join-key` },
      ...stepScript(import.meta.dirname, "tailscale-join.sh"),
    }),
    requests: [{ kind: "join", words }],
  };
}

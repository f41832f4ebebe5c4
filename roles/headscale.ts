import { z } from "zod";
import { controlName } from "../lib/config/derive/control-name.ts";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { answers } from "../lib/steps/answers.ts";
import { directory } from "../lib/steps/directory.ts";
import { file } from "../lib/steps/file.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import type { Step } from "../lib/steps/step.ts";
import { systemUser } from "../lib/steps/system-user.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";
import { secretsFolder, tlsFiles } from "../lib/steps/tls-files.ts";
import { toolProgram } from "../lib/steps/tool-program.ts";

/** Headscale's tag for the machines of the cluster; its policy lets only them talk to each other. */
const tag = "tag:hearth";
const secrets = secretsFolder("headscale");
const home = "/var/lib/headscale";

export const ports = {
  headscale: { default: 8443, about: "Headscale.", reach: "underlay" },
  stun: {
    default: 3478,
    about: "Headscale's STUN server, which helps machines behind a router find each other (UDP).",
    service: "stun",
    protocol: "udp",
    reach: "underlay",
  },
} satisfies ListeningPorts;

export const role = defineRole({
  name: "headscale",
  about:
    "Controls the overlay: tells its machines about each other, and relays traffic between those that cannot connect directly.",
  options: z.strictObject({}),
  needs: [onNode("trust")],
  runsOn: ({ overlay }, node) => overlay.control === "headscale" && overlay.node === node.name,
  ports,
  backup: {
    folder: home,
    owner: "headscale",
    service: "headscale",
    databases: ["db.sqlite"],
    leaveOut: ["copy"],
    check: [{ has: "noise_private.key" }, { has: "derp_server_private.key" }],
  },
  steps: ({ cluster, node, ports: { headscale: port, stun: stunPort } }) => {
    const headscale = toolProgram("headscale", node);
    const url = `https://${controlName(cluster)}:${port}`;
    return [
      ...tlsFiles("headscale", node.name),
      headscale.step,
      systemUser({ name: "headscale", home }),
      directory({ path: home, mode: "700", owner: "headscale:headscale", undoContent: true }),
      putBack,
      file({
        path: "/etc/headscale/config.yaml",
        content: renderTemplate("headscale/config.yaml", { url, port, stunPort }),
      }),
      file({ path: "/etc/headscale/policy.json", content: renderTemplate("headscale/policy.json", { tag }) }),
      systemdUnit("headscale.service", renderTemplate("headscale/headscale.service", { secrets })),
      service({
        name: "headscale",
        watches: [
          headscale.stamp,
          "/etc/headscale/config.yaml",
          "/etc/headscale/policy.json",
          "/etc/systemd/system/headscale.service",
          `${secrets}/certificate.pem`,
          `${secrets}/key.pem`,
        ],
      }),
      answers({ service: "headscale", url: `https://localhost:${port}/health`, limitSeconds: 30 }),
      file({
        path: "/usr/local/sbin/hearth-join-key",
        content: renderTemplate("headscale/join-key.sh", { tag }),
        mode: "755",
      }),
      file({
        path: "/usr/local/sbin/hearth-headscale-copy",
        content: renderTemplate("headscale/copy.sh", { home }),
        mode: "755",
      }),
    ];
  },
});

/**
 * A reinstalled machine gets back its Headscale's keys and machines before Headscale starts, so that the others see the same
 * server and keep their addresses. The launcher keeps the backup, and copies it to a node without a database.
 */
const putBack: Step = {
  ...shell({
    id: "keys and machines put back",
    values: { home, copy: "/var/lib/hearth/inbox/headscale.tar" },
    ...stepScript(import.meta.dirname, "headscale-put-back.sh"),
  }),
  requests: [{ kind: "put-back", words: ["headscale"] }],
};

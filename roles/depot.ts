import { z } from "zod";
import type { DepotItem } from "../lib/depot/depot-item.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { answers } from "../lib/steps/answers.ts";
import { directory } from "../lib/steps/directory.ts";
import { overlayAddressFile } from "../lib/steps/overlay-address.ts";
import { packages } from "../lib/steps/packages.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import type { Step } from "../lib/steps/step.ts";
import { systemUser } from "../lib/steps/system-user.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";

/** The launcher writes below it. */
const folder = "/srv/hearth/depot";
const unit = "hearth-depot.service";

export const role = defineRole({
  name: "depot",
  about: "Serves what the cluster's jobs fetch, by content hash, so that they can start while the controller is off.",
  options: z.strictObject({}),
  needs: [onNode("firewall"), onNode("data-path")],
  runsOn: ({ depot }, node) => depot === node.name,
  reserves: ["depot"],
  endpoints: ({ ports }) => [{ name: "depot", port: ports.depot, protocol: "tcp", reach: "overlay" }],
  steps: ({ cluster, node, artifacts }) => {
    const address = `${node.name}.${cluster.domain}`;
    return [
      packages("busybox"),
      systemUser({ name: "hearth-depot", home: folder }),
      directory({ path: folder, undoContent: true }),
      content(artifacts),
      systemdUnit(unit, renderTemplate("depot/hearth-depot.service", { address, port: cluster.ports.depot, folder })),
      service({ name: "hearth-depot", watches: [`/etc/systemd/system/${unit}`, overlayAddressFile] }),
      answers({ service: "hearth-depot", url: `http://${address}:${cluster.ports.depot}/`, limitSeconds: 30 }),
    ];
  },
});

/** The launcher checks each file before it renames it into place, so existing files are complete. Files that no job needs are removed. */
function content(items: readonly DepotItem[]): Step {
  const wanted = [...new Set(items.map(({ sha256, file }) => `${sha256}/${file}`))].sort();
  return {
    ...shell({
      id: "content",
      values: { folder, wanted: wanted.join("\n") },
      ...stepScript(import.meta.dirname, "depot-content.sh"),
    }),
    requests: wanted.map((path) => {
      const [sha256 = "", file = ""] = path.split("/");
      return { kind: "depot", words: [sha256, file] };
    }),
  };
}

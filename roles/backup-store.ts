import { z } from "zod";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import { defineRole, onNode } from "../lib/plan/role.ts";
import { storeAccounts } from "../lib/secrets/backup-secrets.ts";
import { apiKey } from "../lib/secrets/declared-secrets.ts";
import { secretRef } from "../lib/secrets/secret-ref.ts";
import { answers } from "../lib/steps/answers.ts";
import { directory } from "../lib/steps/directory.ts";
import { file } from "../lib/steps/file.ts";
import { overlayAddressFile } from "../lib/steps/overlay-address.ts";
import { packages } from "../lib/steps/packages.ts";
import { service } from "../lib/steps/service.ts";
import { systemUser } from "../lib/steps/system-user.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";
import { secretsFolder, tlsFiles } from "../lib/steps/tls-files.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";

const name = "backup-store";
const unit = `hearth-${name}`;
/** Owns the repositories, and can open none of them. */
export const storeUser = unit;
const secrets = secretsFolder(name);

export const ports = {
  backupStore: { default: 8445, about: "The backups of all machines, on the machine of `backup.node`." },
} satisfies ListeningPorts;

/** Where the store keeps repositories, if it is on one of the nodes. */
const placeOf = ({ backup }: Cluster) => (backup?.place.kind === "node" ? backup.place : undefined);

export const role = defineRole({
  name,
  about: "Keeps the backups of all machines, to which each can add its own, and can remove none.",
  options: z.strictObject({}),
  needs: [onNode("firewall")],
  runsOn: (cluster, node) => placeOf(cluster)?.node === node.name,
  ports,
  secrets: {
    "backup.store": { make: apiKey("bs-"), eachNode: true },
    "backup.accounts": storeAccounts("backup.store"),
  },
  steps: ({ cluster, node, ports }) => {
    const place = placeOf(cluster);
    if (place === undefined) return [];
    const { folder } = place;
    const address = `${node.name}.${cluster.domain}`;
    return [
      ...tlsFiles(name, node.name),
      file({ path: `${secrets}/accounts`, content: secretRef("backup.accounts"), mode: "600" }),
      packages("rclone"),
      systemUser({ name: storeUser, home: "/nonexistent" }),
      directory({ path: folder, mode: "700", owner: `${storeUser}:${storeUser}` }),
      systemdUnit(
        `${unit}.service`,
        renderTemplate("backup/hearth-backup-store.service", {
          ...{ user: storeUser, runtime: unit, secrets, folder, address },
          port: ports.backupStore,
        }),
      ),
      service({
        name: unit,
        watches: [
          `/etc/systemd/system/${unit}.service`,
          overlayAddressFile,
          ...["accounts", "certificate.pem", "key.pem"].map((part) => `${secrets}/${part}`),
        ],
      }),
      answers({ service: unit, url: `https://${address}:${ports.backupStore}/`, limitSeconds: 30 }),
    ];
  },
});

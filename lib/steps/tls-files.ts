import { secretRef } from "../secrets/secret-ref.ts";
import { file } from "./file.ts";
import type { Step } from "./step.ts";

/** The cluster's authority on every node; programs that trust the system's authorities trust it too. */
export const authorityFile = "/usr/local/share/ca-certificates/hearth.crt";

/** Where a service's secrets lie at rest, for root alone; its systemd unit hands it copies. */
export const secretsFolder = (service: string): string => `/etc/hearth/secrets/${service}`;

/** The node's certificate and key for one service: `certificate.pem` and `key.pem` in the service's secrets. */
export function tlsFiles(service: string, node: string): readonly Step[] {
  return ["certificate", "key"].map((part) =>
    file({
      path: `${secretsFolder(service)}/${part}.pem`,
      content: secretRef(`tls.${node}.${part}`),
      mode: "600",
    }),
  );
}

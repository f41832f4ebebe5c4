import { secretRef } from "../secrets/secret-ref.ts";
import { file } from "./file.ts";
import type { Step } from "./step.ts";

/** The cluster's authority on every node. The system trusts it, so programs that use the system's authorities do too. */
export const authorityFile = "/usr/local/share/ca-certificates/hearth.crt";

/** Where a service's secrets are stored, readable only by root; its systemd unit passes it copies. */
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

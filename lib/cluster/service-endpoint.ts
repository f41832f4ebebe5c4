import { readFileSync } from "node:fs";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError, reasonOf } from "@hearth/kernel/errors.ts";
import { jobKeyFile, type ClusterAccess } from "./access-files.ts";
import { connectCluster, type ClusterConnection } from "./connect-cluster.ts";
import { findService } from "./find-service.ts";

/** How this machine, which is not on the overlay, reaches a service of the cluster: through the node where it runs. */
export interface ServiceEndpoint {
  /** Absent for a service of this computer. */
  readonly through?: { readonly sshConfigFile: string; readonly node: string };
  /** `host:port` as that node calls it: `n1.hearth:8080`. */
  readonly target: string;
  readonly key: string;
  /** How the service proves who it is. Absent for one that speaks plain HTTP. */
  readonly tls?: { readonly ca: string; readonly serverName: string };
}

/** The endpoint of a job's service with the person's own key, or the one in `keyFile`. Throws UNHEALTHY if the service is not running. */
export async function serviceEndpoint(
  stackFolder: string,
  service: string,
  keyFile = jobKeyFile(stackFolder, service),
): Promise<ServiceEndpoint> {
  const key = readKey(keyFile, service);
  return findEndpoint(connectCluster(stackFolder), service, key);
}

/** The endpoint of a service with this key, empty for one that wants none. Throws UNHEALTHY if the service is not running. */
export async function findEndpoint(
  { access, consul }: ClusterConnection,
  service: string,
  key: string,
): Promise<ServiceEndpoint> {
  const { node, port } = await findService(consul, service);
  return {
    through: { sshConfigFile: access.sshConfigFile, node },
    target: `${node}.${access.domain}:${port}`,
    key,
    ...defined({ tls: secureService(access, service) }),
  };
}

/** How a service proves who it is; undefined for one that does not speak TLS. */
export function secureService(
  { secureServices, caFile, domain }: ClusterAccess,
  service: string,
): ServiceEndpoint["tls"] | undefined {
  if (!secureServices.includes(service)) return undefined;
  return { ca: readFileSync(caFile, "utf8"), serverName: `${service}.${domain}` };
}

/** Throws CONFIG_UNREADABLE if the file cannot be read or holds something else than a key, or one for another service. */
export function readKey(file: string, service?: string): string {
  const refuse = (message: string, cause?: unknown): HearthError =>
    new HearthError({
      code: "CONFIG_UNREADABLE",
      at: file,
      message,
      hint: "Name a file that holds an API key and nothing else, such as `hearth keys create NAME --output FILE` writes.",
      cause,
    });
  let text;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw refuse(reasonOf(cause), cause);
  }
  const [, other = service] = /^hearth_(memory|mqtt)_/.exec(text) ?? [];
  if (service !== undefined && other !== service)
    throw refuse(`it holds a key for ${other ?? ""}, not for the ${service}`);
  if (/^[\x21-\x7e]{8,512}$/.test(text)) return text;
  throw refuse("it does not hold an API key");
}

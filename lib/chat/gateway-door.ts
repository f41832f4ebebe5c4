import { readFileSync } from "node:fs";
import type { GatewayDoor } from "./ask-gateway.ts";
import { gatewayKeyFile } from "../cluster/access-files.ts";
import { serviceDoor } from "../cluster/service-door.ts";

/** The way to the cluster's gateway from this machine, with the person's own key unless told. Throws UNHEALTHY where it does not run. */
export async function gatewayDoor(stackFolder: string, keyFile = gatewayKeyFile(stackFolder)): Promise<GatewayDoor> {
  const door = await serviceDoor(stackFolder, "gateway");
  return { ...door, key: readFileSync(keyFile, "utf8").trim() };
}

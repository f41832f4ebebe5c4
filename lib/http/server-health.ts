import { z } from "zod";
import type { ClusterClient } from "./cluster-client.ts";
import { expectSuccess } from "./expect-success.ts";

/** A server of Nomad or Consul. */
export interface ServerHealth {
  /** The machine's name. */
  readonly node: string;
  readonly healthy: boolean;
  readonly leader: boolean;
  readonly voter: boolean;
  /** Of the program that runs. */
  readonly version: string;
}

const schema = z.object({
  Servers: z
    .array(
      z.object({
        Name: z.string(),
        Healthy: z.boolean(),
        Leader: z.boolean(),
        Voter: z.boolean(),
        Version: z.string(),
      }),
    )
    .nullish(),
});

const path = "/v1/operator/autopilot/health";

/** Nomad and Consul answer it alike, and with the status 429 where a server is not healthy; Consul then does not call it JSON. */
export async function readServerHealth(client: ClusterClient): Promise<readonly ServerHealth[]> {
  const json = await expectSuccess(
    async (request) => {
      const response = await client(request);
      return response.status === 429 ? { ...response, status: 200 } : response;
    },
    { method: "GET", path },
  );
  const found = schema.parse(typeof json === "string" ? JSON.parse(json) : json);
  return (found.Servers ?? []).map(({ Name, Healthy, Leader, Voter, Version }) => ({
    // Nomad names a server after its machine and region: `n1.global`.
    node: Name.split(".")[0] ?? Name,
    healthy: Healthy,
    leader: Leader,
    voter: Voter,
    version: Version,
  }));
}

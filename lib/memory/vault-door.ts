import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import { z } from "zod";
import { vaultStateSchema, type VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { vaultKeyFile } from "../cluster/access-files.ts";
import { serviceDoor } from "../cluster/service-door.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { sshTransport } from "./ssh-transport.ts";

/** What keeps the backups, from this machine. */
export interface VaultDoor {
  state(): Promise<VaultState>;
  /** Ends the running life: the memory service's next start is from this backup. */
  choose(id: string): Promise<void>;
}

/** Throws UNHEALTHY where the vault does not run. */
export async function vaultDoor(stackFolder: string): Promise<VaultDoor> {
  const send = sshTransport(await serviceDoor(stackFolder, "memory-vault"));
  const authorization = `Bearer ${readFileSync(vaultKeyFile(stackFolder), "utf8").trim()}`;
  const ask = async (method: "GET" | "POST", path: string, body?: object): Promise<unknown> => {
    const response = await send({
      method,
      path,
      headers: { authorization, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = JSON.parse(await text(Readable.from(response.body)));
    if (response.status < 300) return answer;
    throw new HearthError({
      code: "API_REFUSED",
      message: `the vault of backups refused it: ${refusalSchema.parse(answer).error.message}`,
      hint: "See its backups with `hearth memory backups`.",
    });
  };
  return {
    state: async () => vaultStateSchema.parse(await ask("GET", "/v1/state")),
    choose: async (id) => {
      await ask("POST", "/v1/choice", { id });
    },
  };
}

const refusalSchema = z.object({ error: z.object({ message: z.string() }) });

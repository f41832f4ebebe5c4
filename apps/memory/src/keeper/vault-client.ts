import type { Readable } from "node:stream";
import { Agent, request } from "undici";
import { z } from "zod";
import {
  backupRecordSchema,
  vaultStateSchema,
  type BackupRecord,
  type Beginning,
  type VaultState,
  type Witness,
} from "../vault/backup-record.ts";

export interface VaultClientOptions {
  /** `http://n1.hearth:8096` */
  readonly url: string;
  readonly key: string;
}

/** The vault refused: 409 where another life has begun. */
export class VaultError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface VaultClient {
  state(): Promise<VaultState>;
  beginLife(beginning: Beginning): Promise<number>;
  testify(witness: Witness): Promise<void>;
  keep(life: number, at: string, content: Readable): Promise<BackupRecord>;
  fetch(id: string): Promise<Readable>;
  close(): Promise<void>;
}

/** Methods throw VaultError where the vault refuses, and what the connection threw where it does not answer. */
export function createVaultClient({ url, key }: VaultClientOptions): VaultClient {
  const dispatcher = new Agent({ headersTimeout: 30_000, bodyTimeout: 60_000, connectTimeout: 5_000 });
  const send = async (
    method: "GET" | "POST" | "PUT",
    path: string,
    body?: object | Readable,
  ): Promise<Awaited<ReturnType<typeof request>>["body"]> => {
    const isStream = body !== undefined && "pipe" in body;
    const answer = await request(new URL(path, url), {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${key}`, ...(isStream ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: isStream ? body : JSON.stringify(body) }),
      // A backup that is on its way is answered when it is on disk.
      ...(isStream ? { headersTimeout: 0 } : {}),
    });
    if (answer.statusCode < 300) return answer.body;
    const said = refusalSchema.safeParse(await answer.body.json().catch(() => undefined));
    throw new VaultError(answer.statusCode, said.success ? said.data.error.message : `status ${answer.statusCode}`);
  };
  return {
    state: async () => vaultStateSchema.parse(await (await send("GET", "/v1/state")).json()),
    beginLife: async (beginning) => lifeSchema.parse(await (await send("POST", "/v1/lives", beginning)).json()).life,
    testify: async (witness) => {
      await (await send("PUT", "/v1/witness", witness)).dump();
    },
    keep: async (life, at, content) => {
      const query = new URLSearchParams({ life: String(life), at });
      return backupRecordSchema.parse(await (await send("POST", `/v1/backups?${query}`, content)).json());
    },
    fetch: (id) => send("GET", `/v1/backups/${id}`),
    close: () => dispatcher.close(),
  };
}

const refusalSchema = z.object({ error: z.object({ message: z.string() }) });
const lifeSchema = z.object({ life: z.int() });

import { Readable } from "node:stream";
import { z } from "zod";
import {
  backupRecordSchema,
  vaultStateSchema,
  type BackupRecord,
  type Beginning,
  type VaultState,
  type Witness,
} from "@hearth/contracts/memory/backup-record.ts";
import { defined } from "@hearth/kernel/defined.ts";

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
  /** Ends the life there is; the next starts from this backup. */
  choose(id: string): Promise<void>;
  testify(witness: Witness): Promise<void>;
  keep(life: number, at: string, content: Readable): Promise<BackupRecord>;
  fetch(id: string): Promise<Readable>;
}

const limitMs = 30_000;

type Request = Omit<RequestInit, "headers"> & { readonly contentType?: string; readonly duplex?: "half" };

/** Methods throw VaultError where the vault refuses, and what `fetch` throws where it does not answer. */
export function createVaultClient({ url, key }: VaultClientOptions): VaultClient {
  const authorization = `Bearer ${key}`;
  const send = async (path: string, init: Request): Promise<Response> => {
    const { contentType, ...rest } = init;
    const headers = { authorization, ...defined({ "content-type": contentType }) };
    const response = await fetch(new URL(path, url), { ...rest, headers });
    if (response.ok) return response;
    const said = refusalSchema.safeParse(await response.json().catch(() => undefined));
    throw new VaultError(response.status, said.success ? said.data.error.message : `status ${response.status}`);
  };
  const sendJson = async (method: "POST" | "PUT", path: string, body: object): Promise<unknown> => {
    const signal = AbortSignal.timeout(limitMs);
    const contentType = "application/json";
    return (await send(path, { method, contentType, body: JSON.stringify(body), signal })).json();
  };
  return {
    state: async () =>
      vaultStateSchema.parse(await (await send("/v1/state", { signal: AbortSignal.timeout(limitMs) })).json()),
    beginLife: async (beginning) => lifeSchema.parse(await sendJson("POST", "/v1/lives", beginning)).life,
    choose: async (id) => {
      await sendJson("POST", "/v1/choice", { id });
    },
    testify: async (witness) => {
      await sendJson("PUT", "/v1/witness", witness);
    },
    keep: async (life, at, content) => {
      const path = `/v1/backups?life=${life}&at=${encodeURIComponent(at)}`;
      const body = Readable.toWeb(content) as ReadableStream;
      return backupRecordSchema.parse(await (await send(path, { method: "POST", body, duplex: "half" })).json());
    },
    fetch: async (id) => {
      const { body } = await send(`/v1/backups/${id}`, {});
      if (body === null) throw new VaultError(502, "the vault sent nothing");
      return Readable.fromWeb(body);
    },
  };
}

const refusalSchema = z.object({ error: z.object({ message: z.string() }) });
const lifeSchema = z.object({ life: z.int() });

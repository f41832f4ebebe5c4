import { Readable } from "node:stream";
import type {
  BackupRecord,
  Beginning,
  VaultState,
  Verification,
  Witness,
} from "@hearth/contracts/memory/backup-record.ts";
import { vaultEndpoints } from "@hearth/contracts/memory/vault-api.ts";
import { createEndpointClient } from "@hearth/service/http/endpoint-client.ts";
import { fetchOf, type PeerTls } from "@hearth/service/http/peer-tls.ts";
import { fetchTransport } from "@hearth/service/http/fetch-transport.ts";

export interface VaultClientOptions {
  /** `http://n1.hearth:8096` */
  readonly url: string;
  readonly key: string;
  /** How the vault proves who it is. Absent: it is asked over HTTP. */
  readonly tls?: PeerTls | undefined;
}

export interface VaultClient {
  state(): Promise<VaultState>;
  beginLife(beginning: Beginning): Promise<number>;
  /** Ends the current life; the next starts from this backup. */
  choose(id: string): Promise<void>;
  testify(witness: Witness): Promise<void>;
  /** Notes that a backup was opened, and is whole. */
  verify(verification: Verification): Promise<void>;
  keep(life: number, at: string, content: Readable): Promise<BackupRecord>;
  fetch(id: string): Promise<Readable>;
}

const limitMs = 30_000;

/** Methods throw ServiceRefusal where the vault refuses, 409 where another life has begun, and what `fetch` throws where it does not answer. */
export function createVaultClient({ url, key, tls }: VaultClientOptions): VaultClient {
  const client = createEndpointClient(vaultEndpoints, { transport: fetchTransport(url, limitMs, fetchOf(tls)), key });
  return {
    state: () => client.call("state", {}),
    beginLife: async (beginning) => (await client.call("beginLife", { body: beginning })).life,
    async choose(id) {
      await client.call("choose", { body: { id } });
    },
    async testify(witness) {
      await client.call("testify", { body: witness });
    },
    async verify(verification) {
      await client.call("verify", { body: verification });
    },
    keep: (life, at, content) => client.send("keep", { query: { life, at } }, content),
    fetch: async (id) => Readable.from(await client.receive("fetch", { params: { id } }), { objectMode: false }),
  };
}

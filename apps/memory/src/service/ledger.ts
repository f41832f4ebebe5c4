import { randomBytes } from "node:crypto";
import { ApiError } from "../api/api-error.ts";
import type { Caller } from "../keys/key-ring.ts";
import type { StoredRecord } from "../store/record.ts";
import type { Change, Store } from "../store/store.ts";

export interface Quotas {
  readonly records: number;
  readonly bytes: number;
}

interface LedgerPorts {
  readonly store: Store;
  readonly now: () => number;
  readonly quotas: Quotas;
  readonly auditMs: number;
  /** Called when there is something new to embed or summarise. */
  readonly changed: () => void;
}

/** An entry of the audit log. */
export interface Entry {
  readonly caller: Caller;
  readonly action: string;
  /** Name or id of what was changed; never content. */
  readonly target?: string;
  readonly count?: number;
}

/** One key's entries of one action. */
export interface AuditedPart {
  readonly tenant: string;
  readonly key: string;
  readonly action: string;
}

/** All changes by callers go through here: it enforces the tenant's quota and writes the audit log in the same commit. */
export class Ledger {
  readonly #ports: LedgerPorts;
  readonly #audited = new Map<string, AuditedPart>();

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
  }

  /** What was audited since the last call: only these parts of the audit log can have become too long. */
  takeAudited(): readonly AuditedPart[] {
    const parts = [...this.#audited.values()];
    this.#audited.clear();
    return parts;
  }

  /** Resolves when the changes are on disk. Throws ApiError `full`, and what the store throws. */
  async write(entry: Entry, changes: readonly Change[]): Promise<void> {
    const { store, changed } = this.#ports;
    await this.#checkQuota(entry.caller.tenant, changes);
    await store.commit([...changes, { put: this.#auditRecord(entry) }]);
    changed();
  }

  async #checkQuota(tenant: string, changes: readonly Change[]): Promise<void> {
    const { store, quotas } = this.#ports;
    const puts = changes.flatMap((change) => ("put" in change ? [change.put] : []));
    // Deleting is always allowed, or a full tenant could not make room.
    if (puts.length === 0) return;
    const usage = await store.usage(tenant);
    const made = puts.filter(({ revision }) => revision === 1).length;
    const bytes = puts.reduce((sum, { text = "", body }) => sum + text.length + JSON.stringify(body).length, 0);
    if (usage.records + made > quotas.records) throw full(`${quotas.records} records`);
    if (usage.bytes + bytes > quotas.bytes) throw full(`${quotas.bytes} bytes`);
  }

  #auditRecord({ caller, action, target, count }: Entry): StoredRecord {
    const { now, auditMs } = this.#ports;
    const atMs = now();
    const part = { tenant: caller.tenant, key: caller.id, action };
    this.#audited.set(JSON.stringify(part), part);
    return {
      tenant: caller.tenant,
      kind: "audit",
      agent: caller.id,
      group: action,
      id: randomBytes(12).toString("base64url"),
      tags: [],
      active: true,
      atMs,
      expiresAtMs: atMs + auditMs,
      body: { key: caller.id, action, target, count },
      revision: 1,
    };
  }
}

const full = (what: string): ApiError =>
  new ApiError("full", `The tenant's quota of ${what} is used up; forget something, or have the quota raised.`);

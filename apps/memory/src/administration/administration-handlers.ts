import { ApiError } from "../api/api-error.ts";
import type { administrationEndpoints } from "@hearth/contracts/memory/api/administration.ts";
import { bodyOf, placeOf } from "../memories/memory-body.ts";
import type { Handlers } from "../service/call.ts";
import type { Core } from "../service/core.ts";
import { everyRecord, page } from "../service/page.ts";
import { toTime } from "../service/times.ts";
import type { Quotas } from "../service/ledger.ts";
import { recordKinds, type JsonObject } from "../store/record.ts";
import { StoreError } from "../store/store-error.ts";
import { writeBackup, type BackupPolicy } from "./write-backup.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";

export interface AdministrationOptions {
  readonly quotas: Quotas;
  readonly backups: BackupPolicy | undefined;
}

/** Export and import are streams and are handled separately. */
type Names = Exclude<keyof typeof administrationEndpoints, "export" | "import">;

/** Handlers of the administration endpoints. */
export function administrationHandlers(core: Core, { quotas, backups }: AdministrationOptions): Handlers<Names> {
  const { store, ledger, sealer, dataKeys, now } = core;
  let copying: ReturnType<typeof writeBackup> | undefined;

  return {
    async usage({ caller: { tenant } }) {
      const { records, bytes } = await store.usage(tenant);
      const counts = await Promise.all(
        recordKinds.map(async (kind) => {
          const count = await store.count({ tenant, kind, filter: { inactive: true }, nowMs: now() });
          return [kind, count] as const;
        }),
      );
      const byKind = Object.fromEntries(counts);
      return { tenant, records, recordLimit: quotas.records, bytes, byteLimit: quotas.bytes, byKind };
    },
    async audit({ caller: { tenant }, query: { limit, cursor } }) {
      const scope = { tenant, kind: "audit", nowMs: now() } as const;
      const { records, next } = await page(store, { ...scope, limit, ...defined({ cursor }) });
      const entries = records.map(({ atMs, body }) => ({ at: toTime(atMs), ...body }) as never);
      return { entries, ...next };
    },
    async backup({ caller }) {
      if (backups === undefined) throw new ApiError("not_found", "No folder for backups is configured.");
      // Requests during a backup get that same backup.
      copying ??= writeBackup(store, backups, new Date(now())).finally(() => (copying = undefined));
      const written = await copying;
      await ledger.write({ caller, action: "backup" }, []);
      return written;
    },
    async rotate({ caller }) {
      const newest = sealer.newest;
      let rotated = Number(await dataKeys.rotate(caller.tenant));
      const scope = { tenant: caller.tenant, kind: "memory", filter: { inactive: true }, nowMs: now() } as const;
      for await (const record of everyRecord(store, scope)) {
        const { sealed, ...body } = bodyOf(record);
        if (sealed === undefined || sealed.key === newest) continue;
        const place = placeOf(record);
        const resealed = { ...body, sealed: sealer.seal(sealer.open(sealed, place), place) };
        const put = {
          ...without(record, "sequence"),
          body: resealed as unknown as JsonObject,
          revision: record.revision + 1,
        };
        try {
          await ledger.write({ caller, action: "rotate encryption", target: record.id }, [
            { put, ifRevision: record.revision },
          ]);
          rotated += 1;
        } catch (thrown) {
          // Changed meanwhile, so already sealed with the newest key; or deleted.
          if (!(thrown instanceof StoreError && thrown.reason === "conflict")) throw thrown;
        }
      }
      return { rotated };
    },
  };
}

import type { TraceEvent } from "./read-trace.ts";

type Pending = Extract<TraceEvent, { readonly at: number } | { readonly length: number }>;

interface File {
  durable: Buffer;
  readonly pending: Pending[];
}

/** Which unsynced writes are on the disk after a loss of power. */
export type Loss = "all lost" | "all there" | "some there" | "last one torn";

export const losses: readonly Loss[] = ["all lost", "all there", "some there", "last one torn"];

/** Disks write sectors of this size atomically. */
const sectorBytes = 512;

/**
 * A simulated disk: it holds all synced writes and possibly, in any order, unsynced ones. A file's name exists once it was synced, and
 * is gone once it was unlinked, as on ext4.
 */
export class DiskImage {
  readonly #files = new Map<string, File>();

  apply(event: TraceEvent): void {
    if (event.kind === "acknowledged") return;
    if (event.kind === "unlink") {
      this.#files.delete(event.file);
      return;
    }
    const file = this.#files.get(event.file) ?? { durable: Buffer.alloc(0), pending: [] };
    this.#files.set(event.file, file);
    if (event.kind === "write" || event.kind === "truncate") file.pending.push(event);
    else for (const change of file.pending.splice(0)) file.durable = changed(file.durable, change);
  }

  /** The files after a loss of power; `random` returns numbers from 0 to 1. */
  after(loss: Loss, random: () => number): ReadonlyMap<string, Buffer> {
    return new Map(
      [...this.#files].map(([name, { durable, pending }]) => [name, survive(durable, pending, loss, random)]),
    );
  }
}

function survive(...[durable, pending, loss, random]: [Buffer, readonly Pending[], Loss, () => number]): Buffer {
  const kept = pending.filter((_, index) => {
    if (loss === "all lost") return false;
    return loss === "some there" ? random() < 0.5 : index < pending.length;
  });
  const last = kept.at(-1);
  if (loss === "last one torn" && last?.kind === "write") {
    const sectors = Math.floor((random() * last.bytes.length) / sectorBytes);
    kept[kept.length - 1] = { ...last, bytes: last.bytes.subarray(0, sectors * sectorBytes) };
  }
  return kept.reduce(changed, durable);
}

function changed(content: Buffer, change: Pending): Buffer {
  if (change.kind === "truncate") {
    const cut = Buffer.alloc(change.length);
    content.copy(cut, 0, 0, change.length);
    return cut;
  }
  const { at, bytes } = change;
  const next = content.length >= at + bytes.length ? Buffer.from(content) : Buffer.alloc(at + bytes.length);
  content.copy(next);
  bytes.copy(next, at);
  return next;
}

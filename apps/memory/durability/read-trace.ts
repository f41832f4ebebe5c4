import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";

/** A program's file operations in order; `acknowledged` is a number that it printed. */
export type TraceEvent =
  | { readonly kind: "write"; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly file: string; readonly length: number }
  | { readonly kind: "sync" | "unlink"; readonly file: string }
  | { readonly kind: "acknowledged"; readonly number: number };

/** strace's options: the system calls that `readTrace` understands, and full output of written bytes. */
export const straceOptions = [
  "-xx",
  "-s",
  "100000",
  "-e",
  "trace=openat,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink",
];

const call = /^(\w+)\((.*)\)\s+= (-?\d+)/;

/** Reads strace's output of one thread. Only files whose name begins with `database` count. */
export async function readTrace(path: string, database: string): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  const open = new Map<number, string>();
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const [, name, args = "", result] = call.exec(line) ?? [];
    if (name === undefined || Number(result) < 0) continue;
    const descriptor = parseInt(args, 10);
    if (name === "openat") {
      const file = basename(text(args));
      if (file.startsWith(database)) open.set(Number(result), file);
      continue;
    }
    if (name === "unlink") {
      const file = basename(text(args));
      if (file.startsWith(database)) events.push({ kind: "unlink", file });
      continue;
    }
    if (name === "write" && descriptor === 1) events.push({ kind: "acknowledged", number: Number(text(args)) });
    const file = open.get(descriptor);
    if (file === undefined) continue;
    if (name === "close") open.delete(descriptor);
    if (name === "fsync" || name === "fdatasync") events.push({ kind: "sync", file });
    const lastNumber = Number(/(\d+)$/.exec(args)?.[1] ?? 0);
    if (name === "ftruncate") events.push({ kind: "truncate", file, length: lastNumber });
    if (name === "pwrite64") events.push({ kind: "write", file, at: lastNumber, bytes: bytesOf(args) });
  }
  return events;
}

const bytesOf = (args: string): Buffer => Buffer.from((/"([^"]*)"/.exec(args)?.[1] ?? "").replaceAll("\\x", ""), "hex");
const text = (args: string): string => bytesOf(args).toString();

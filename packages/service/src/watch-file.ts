import { unwatchFile, watchFile } from "node:fs";

const everyMs = 2_000;

/**
 * Calls back when a file has changed, until the signal aborts. Polls every two seconds: Nomad replaces the file, and a watch on the old
 * inode would see nothing more.
 */
export function watchFileUntil(signal: AbortSignal, path: string, onChange: () => void): void {
  const listener = (): void => onChange();
  watchFile(path, { persistent: false, interval: everyMs }, listener);
  signal.addEventListener("abort", () => unwatchFile(path, listener), { once: true });
}

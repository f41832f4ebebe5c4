import { unwatchFile, watchFile } from "node:fs";

const everyMs = 2_000;

/**
 * Calls back when a file has changed, until the signal aborts. By looking at it every two seconds: Nomad puts a new file in the old one's
 * place, and a watch on the old one would hear no more.
 */
export function watchFileUntil(signal: AbortSignal, path: string, onChange: () => void): void {
  const listener = (): void => onChange();
  watchFile(path, { persistent: false, interval: everyMs }, listener);
  signal.addEventListener("abort", () => unwatchFile(path, listener), { once: true });
}

const durationUnits = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const sizeUnits = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
} as const;

export type Duration = `${number}${keyof typeof durationUnits}`;
export type Size = `${number} ${keyof typeof sizeUnits}` | `${number}${keyof typeof sizeUnits}`;

export const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
export const sizePattern = /^(\d+(?:\.\d+)?) ?(B|[KMGT]iB|[KMGT]B)$/;

export const isDuration = (text: string): text is Duration => durationPattern.test(text);
export const isSize = (text: string): text is Size => sizePattern.test(text);

/** "90s" → 90000. Only for text that `isDuration` accepts, as the configuration's schema ensures. */
export function milliseconds(duration: Duration): number {
  const match = durationPattern.exec(duration);
  if (match === null) throw new TypeError(`not a duration: ${duration}`);
  return Number(match[1]) * durationUnits[match[2] as keyof typeof durationUnits];
}

/** "2 GiB" → 2147483648. Only for text that `isSize` accepts. */
export function bytes(size: Size): number {
  const match = sizePattern.exec(size);
  if (match === null) throw new TypeError(`not a size: ${size}`);
  return Math.round(Number(match[1]) * sizeUnits[match[2] as keyof typeof sizeUnits]);
}

/** 75300 → "1m 15s", 2340 → "2.3s": elapsed time as a person reads it. */
export function formatElapsed(elapsedMs: number): string {
  if (elapsedMs < 60_000) return `${(elapsedMs / 1_000).toFixed(1)}s`;
  const seconds = Math.round(elapsedMs / 1_000);
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`;
}

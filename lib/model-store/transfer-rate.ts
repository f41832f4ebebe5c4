import { formatElapsed } from "@hearth/kernel/units.ts";

/** How long a transfer is looked back on for its rate: a line's speed changes. */
const windowMs = 10_000;

export interface Transfer {
  readonly arrivedBytes: number;
  readonly totalBytes: number | undefined;
}

/** "412 of 1,066 MiB  39%  9.8 MiB/s  1m 07s left"; call it with what has arrived, whenever something has. */
export function followTransfer(now: () => number = performance.now.bind(performance)): (transfer: Transfer) => string {
  const samples: { readonly atMs: number; readonly bytes: number }[] = [];
  return ({ arrivedBytes, totalBytes }) => {
    const atMs = now();
    samples.push({ atMs, bytes: arrivedBytes });
    while (samples.length > 2 && atMs - (samples[0]?.atMs ?? 0) > windowMs) samples.shift();
    const first = samples[0] ?? { atMs, bytes: arrivedBytes };
    const bytesPerMs = atMs > first.atMs ? (arrivedBytes - first.bytes) / (atMs - first.atMs) : 0;
    return [
      totalBytes === undefined ? `${mebibytes(arrivedBytes)} MiB` : shareOf(arrivedBytes, totalBytes),
      ...(bytesPerMs > 0 ? [`${((bytesPerMs * 1_000) / 2 ** 20).toFixed(1)} MiB/s`] : []),
      ...(bytesPerMs > 0 && totalBytes !== undefined
        ? [`${formatElapsed((totalBytes - arrivedBytes) / bytesPerMs)} left`]
        : []),
    ].join("  ");
  };
}

const shareOf = (arrived: number, total: number): string =>
  `${mebibytes(arrived)} of ${mebibytes(total)} MiB  ${Math.floor((100 * arrived) / Math.max(total, 1))}%`;

const mebibytes = (bytes: number): string => Math.floor(bytes / 2 ** 20).toLocaleString("en-US");

/** A device that can hold layers. */
export interface Bin {
  readonly capacityBytes: number;
  /** Relative; a faster device gets more. */
  readonly speed: number;
}

/**
 * How many of the units, in their order, each bin holds, in the order of the bins: llama.cpp gives each device a run of neighbouring
 * layers. Undefined if they do not fit. Each bin gets a share by its memory and speed; where that leaves something over, each is
 * filled to the brim in order, which finds a fit whenever there is one.
 */
export function packLayers(units: readonly number[], bins: readonly Bin[]): readonly number[] | undefined {
  return packByShare(units, bins) ?? packFull(units, bins);
}

function packByShare(units: readonly number[], bins: readonly Bin[]): readonly number[] | undefined {
  const total = units.reduce((all, unit) => all + unit, 0);
  const shares = sharesOf(total, bins);
  const counts: number[] = [];
  let next = 0;
  let target = 0;
  let held = 0;
  for (const [index, { capacityBytes }] of bins.entries()) {
    target += shares[index] ?? 0;
    const first = next;
    let inBin = 0;
    for (; next < units.length; next++) {
      const unit = units[next] ?? 0;
      // The unit goes where more than half of it belongs.
      if (inBin + unit > capacityBytes || held + unit / 2 > target) break;
      inBin += unit;
      held += unit;
    }
    counts.push(next - first);
  }
  return next === units.length ? counts : undefined;
}

/** By capacity times speed, no bin more than its capacity. */
function sharesOf(total: number, bins: readonly Bin[]): readonly number[] {
  const shares = bins.map(() => 0);
  let left = total;
  let open = bins.map((_, index) => index);
  while (left > 0 && open.length > 0) {
    const weight = (index: number): number => (bins[index]?.capacityBytes ?? 0) * (bins[index]?.speed ?? 0);
    const all = open.reduce((sum, index) => sum + weight(index), 0);
    if (all <= 0) break;
    const full = open.filter((index) => (left * weight(index)) / all >= (bins[index]?.capacityBytes ?? 0));
    for (const index of full.length > 0 ? full : open) {
      shares[index] = full.length > 0 ? (bins[index]?.capacityBytes ?? 0) : (left * weight(index)) / all;
    }
    if (full.length === 0) break;
    left -= full.reduce((sum, index) => sum + (bins[index]?.capacityBytes ?? 0), 0);
    open = open.filter((index) => !full.includes(index));
  }
  return shares;
}

function packFull(units: readonly number[], bins: readonly Bin[]): readonly number[] | undefined {
  const counts: number[] = [];
  let next = 0;
  for (const { capacityBytes } of bins) {
    const first = next;
    for (let held = 0; next < units.length && held + (units[next] ?? 0) <= capacityBytes; next++)
      held += units[next] ?? 0;
    counts.push(next - first);
  }
  return next === units.length ? counts : undefined;
}

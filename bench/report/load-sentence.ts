/** Says that a machine was not quiet, or nothing. Loads are averages over one minute, taken before the benchmark started. */
export function loadSentence(loads: readonly number[], cores: number): string {
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  if (most < cores) return "";
  const range = [...new Set([least.toFixed(1), most.toFixed(1)])].join(" to ");
  return `**The machine was busy**: the load was ${range} on ${cores} cores before the benchmark started, so times are longer than on a quiet machine.`;
}

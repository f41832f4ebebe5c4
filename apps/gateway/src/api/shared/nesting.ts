/** Far more than any client sends; llama-server copies JSON by recursion and dies of a few tens of thousands. */
export const maxNesting = 128;

/** Whether a JSON value has more than `levels` lists and objects inside each other. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((entry) => isDeeperThan(entry, levels - 1));
  for (const key in value) if (isDeeperThan((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
}

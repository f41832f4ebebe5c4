import type { Instance } from "../../domain/expert.ts";

/**
 * Rendezvous hashing: the instance with the highest score for a key. When an instance comes or goes, only its own keys move; every
 * other conversation stays where its prompt is cached. Undefined for an empty list.
 */
export function rendezvous(key: string, instances: readonly Instance[]): Instance | undefined {
  let best: Instance | undefined;
  let highest = -1;
  for (const instance of instances) {
    const score = scoreOf(key, instance.origin);
    if (score > highest) [best, highest] = [instance, score];
  }
  return best;
}

/** FNV-1a of both with a final mix, so that origins that differ in one digit get unrelated scores. */
function scoreOf(key: string, origin: string): number {
  let value = 0x811c9dc5;
  for (const text of [key, "\n", origin]) {
    for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

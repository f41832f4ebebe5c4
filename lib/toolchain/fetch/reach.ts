import { openUrl, type OpenOptions } from "./open-url.ts";

/** Why the server of a URL cannot be reached; undefined if it can. */
export type Reach = (url: string) => Promise<string | undefined>;

export interface ReachOptions extends Pick<OpenOptions, "signal" | "environment"> {
  /** 3 s by default: on many networks vendors do not answer at all. */
  readonly limitMs?: number;
}

/** Asks each server once, whatever its answer is. Servers that do not answer then cost one limit together, not one for each file. */
export function reachServers({ limitMs = 3_000, ...options }: ReachOptions = {}): Reach {
  const known = new Map<string, Promise<string | undefined>>();
  return (url) => {
    const { origin } = new URL(url);
    const asked = known.get(origin) ?? askServer(origin, { ...options, answerLimitMs: limitMs });
    known.set(origin, asked);
    return asked;
  };
}

async function askServer(origin: string, options: OpenOptions): Promise<string | undefined> {
  try {
    (await openUrl(origin, { ...options, method: "HEAD", follow: false })).destroy();
    return undefined;
  } catch (thrown) {
    options.signal?.throwIfAborted();
    return (thrown as Error).message;
  }
}

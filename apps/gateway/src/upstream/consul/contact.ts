import type { ConsulReader } from "./consul-client.ts";

/** When Consul last answered. */
export class Contact {
  /** False before the first answer and while Consul does not answer. */
  connected = false;
  /** Unix seconds; 0 before the first answer. */
  lastSeconds = 0;

  /** Wraps a reader so that each answer and each failure is recorded here. */
  noting(consul: ConsulReader): ConsulReader {
    return {
      ...consul,
      read: async (path, options) => {
        try {
          const answer = await consul.read(path, options);
          this.connected = true;
          this.lastSeconds = Math.floor(Date.now() / 1_000);
          return answer;
        } catch (error) {
          if (!options.signal.aborted) this.connected = false;
          throw error;
        }
      },
    };
  }
}

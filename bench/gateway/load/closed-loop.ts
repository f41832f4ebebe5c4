import { Connection } from "./connection.ts";
import { requestBytes, type HttpTarget } from "./http-target.ts";
import { percentile } from "../../measure/percentile.ts";

export interface ClosedLoopOptions {
  readonly body: string;
  readonly connections: number;
  readonly durationMs: number;
}

export interface ClosedLoop {
  readonly answered: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not a 200, and connections that broke. */
  readonly failed: number;
}

/** So many connections that each send the next request as soon as the last is answered: what a server can do. */
export async function closedLoop(target: HttpTarget, options: ClosedLoopOptions): Promise<ClosedLoop> {
  const { body, connections, durationMs } = options;
  const bytes = requestBytes(target, body);
  const times: number[] = [];
  let failed = 0;
  const startMs = performance.now();
  const endMs = startMs + durationMs;
  const work = async (): Promise<void> => {
    let connection = new Connection(target.port);
    for (let now = performance.now(); now < endMs; now = performance.now()) {
      if (!connection.usable) connection = new Connection(target.port);
      try {
        const answer = await connection.send(bytes);
        if (answer.status === 200) times.push(answer.endMs - now);
        else failed += 1;
      } catch {
        failed += 1;
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  return {
    answered: times.length,
    requestsPerSecond: times.length / ((performance.now() - startMs) / 1_000),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    failed,
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { Connection, type Answer } from "./connection.ts";
import { requestBytes, type HttpTarget } from "./http-target.ts";

export interface OpenLoopOptions {
  readonly body: string;
  readonly requestsPerSecond: number;
  readonly durationMs: number;
  /** What comes before is sent, and not counted. */
  readonly warmUpMs?: number;
}

export interface Sample {
  /** When it was to be sent, on the monotonic clock, whether or not it could be. */
  readonly dueMs: number;
  /** Absent: the connection broke. */
  readonly answer?: Answer;
}

/**
 * Requests at fixed times, whatever the server does: nobody waits for an answer before the next is sent, and a time counts from when
 * the request was due, so a server that stands still is not spared what it would have got meanwhile.
 */
export async function openLoop(target: HttpTarget, options: OpenLoopOptions): Promise<readonly Sample[]> {
  const { body, requestsPerSecond, durationMs, warmUpMs = 0 } = options;
  const bytes = requestBytes(target, body);
  const idle: Connection[] = [];
  const samples: Promise<Sample>[] = [];
  const everyMs = 1_000 / requestsPerSecond;
  const startMs = performance.now();

  const send = async (dueMs: number): Promise<Sample> => {
    let connection = idle.pop();
    while (connection !== undefined && !connection.usable) connection = idle.pop();
    connection ??= new Connection(target.port);
    try {
      const answer = await connection.send(bytes);
      idle.push(connection);
      return { dueMs, answer };
    } catch {
      return { dueMs };
    }
  };

  const count = Math.floor((warmUpMs + durationMs) / everyMs);
  for (let number = 0; number < count;) {
    const now = performance.now();
    for (; number < count && startMs + number * everyMs <= now; number += 1)
      samples.push(send(startMs + number * everyMs));
    await sleep(1);
  }
  const all = await Promise.all(samples);
  for (const connection of idle) connection.close();
  return all.filter(({ dueMs }) => dueMs >= startMs + warmUpMs);
}

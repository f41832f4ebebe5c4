import { Connection } from "../load/connection.ts";
import { requestBytes, type HttpTarget } from "../load/http-target.ts";
import { streamBody } from "../peers/chat-body.ts";
import { checkStream } from "./check-stream.ts";

export interface Streams {
  readonly count: number;
  readonly eventsEach: number;
  readonly broken: number;
  readonly reordered: number;
  readonly seconds: number;
}

/** So many streams at the same time, every event of every one looked at. */
export async function runStreams(target: HttpTarget, count: number): Promise<Streams> {
  const eventsEach = 40;
  const bytes = requestBytes(target, streamBody(eventsEach, 50));
  const startMs = performance.now();
  const faults = await Promise.all(
    Array.from({ length: count }, async () => {
      const connection = new Connection(target.port);
      try {
        const answer = await connection.send(bytes);
        return answer.status === 200 ? checkStream(answer.body(), eventsEach) : "broken";
      } catch {
        return "broken";
      } finally {
        connection.close();
      }
    }),
  );
  return {
    count,
    eventsEach,
    broken: faults.filter((fault) => fault === "broken").length,
    reordered: faults.filter((fault) => fault === "reordered").length,
    seconds: (performance.now() - startMs) / 1_000,
  };
}

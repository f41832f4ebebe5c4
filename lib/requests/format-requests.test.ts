import { expect, test } from "vitest";
import { localTime } from "@hearth/kernel/local-time.ts";
import { answerSpeed } from "./answer-speed.ts";
import { formatRequests } from "./format-requests.ts";
import { requestListSchema } from "./request-entry.ts";

const { data } = requestListSchema.parse({
  object: "list",
  data: [
    {
      id: "r-2",
      startedAt: "2026-11-21T17:00:05.250Z",
      caller: "laptop",
      path: "/v1/chat/completions",
      status: 200,
      model: "smollm2",
      expert: "chat",
      routing: "code",
      cache: "miss",
      durationMs: 2_345.6,
      firstByteMs: 250.4,
      queuedMs: 0,
      promptTokens: 31,
      completionTokens: 8,
    },
    {
      id: "r-1",
      startedAt: "2026-11-21T17:00:01.000Z",
      path: "other",
      status: 404,
      durationMs: 1,
      failure: "unknown_url",
    },
  ],
});

test("requests as a table, with the time of day where the person is", () => {
  const [later, earlier] = data.map(({ startedAt }) => localTime(new Date(startedAt)));
  expect(formatRequests(data).split("\n")).toEqual([
    "time      key     path              status  expert  by    cache  queue  first   all    tokens  tokens/s",
    `${later}  laptop  chat/completions  200     chat    code  miss   0 ms   250 ms  2.3 s  31+8    3.3`,
    `${earlier}  -       other             404     -       -     -      -      -       1 ms   -       -         unknown_url`,
  ]);
});

test("an answer that came in one piece does not tell how fast it was made", () => {
  const [entry] = data;
  if (entry === undefined) throw new Error("no entry");
  expect(answerSpeed(entry)?.toFixed(1)).toBe("3.3");
  // Not streamed, as a gateway saw it on a slow machine.
  expect(answerSpeed({ completionTokens: 48, durationMs: 14_850, firstByteMs: 14_845 })).toBeUndefined();
  expect(answerSpeed({ ...entry, cache: "hit" })).toBeUndefined();
});

test("none", () => {
  expect(formatRequests([])).toBe("no requests since the gateway started");
  expect(formatRequests([], { failed: true })).toBe("no failed requests since the gateway started");
});

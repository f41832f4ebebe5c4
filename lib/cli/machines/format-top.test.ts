import { expect, test } from "vitest";
import type { RequestEntry } from "../../requests/request-entry.ts";
import { expertUse, formatTop } from "./format-top.ts";
import { parseMachine } from "./read-machine.ts";

const output = `ready
0.52 0.40 0.30 1/200 1234
4
16777216000
8388608000
 21474836480 107374182400
consul.service
`;

test("what a machine says is read", () => {
  expect(parseMachine("n1", output)).toEqual({
    node: "n1",
    load: 0.52,
    cores: 4,
    memoryBytes: 16_777_216_000,
    memoryUsedBytes: 8_388_608_000,
    diskUsedBytes: 21_474_836_480,
    diskBytes: 107_374_182_400,
    failedServices: ["consul.service"],
  });
});

const entry = (fields: Partial<RequestEntry>): RequestEntry => ({
  id: "1",
  startedAt: "2026-11-30T12:00:00Z",
  path: "/v1/chat/completions",
  status: 200,
  durationMs: 2_500,
  ...fields,
});

test("speed is the median of what experts generated, without answers from the cache", () => {
  expect(
    expertUse([
      entry({ expert: "chat", firstByteMs: 500, completionTokens: 41 }),
      entry({ expert: "chat", firstByteMs: 500, completionTokens: 41, cache: "hit" }),
      entry({ expert: "chat", status: 503, failure: "busy" }),
      entry({ expert: "embed" }),
      entry({}),
    ]),
  ).toEqual([
    { expert: "chat", requests: 3, failed: 1, tokensPerSecond: 20, firstTokenMs: 500 },
    { expert: "embed", requests: 1, failed: 0 },
  ]);
});

test("a machine that does not answer is in the table, with the reason", () => {
  const text = formatTop([parseMachine("n1", output), { node: "n2", problem: "it is silent" }], []);
  expect(text.split("\n").slice(0, 3)).toEqual([
    "machine  load      memory                  disk                      failed services",
    "n1       0.5 of 4  7.8 of 15.6 GiB (50 %)  20.0 of 100.0 GiB (20 %)  consul.service",
    "n2       ?         ?                       ?                         it is silent",
  ]);
  expect(text).toContain("no requests since the gateway started");
});

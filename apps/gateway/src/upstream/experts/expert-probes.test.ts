import { expect, test } from "vitest";
import type { ProbeResult } from "./ask-for-token.ts";
import { Outstanding } from "./outstanding.ts";
import { Breakers } from "./breakers.ts";
import { ExpertProbes } from "./expert-probes.ts";

const chat = { origin: "http://chat" };
const experts = [
  { name: "chat", kind: "chat" as const, model: "m", instances: [chat] },
  { name: "embed", kind: "embedding" as const, model: "e", instances: [{ origin: "http://embed" }] },
];

function make(answers: ProbeResult[]) {
  const clock = { ms: 0 };
  const asked: number[] = [];
  const failures: string[] = [];
  const now = (): number => clock.ms;
  const breakers = new Breakers(
    { failuresInARow: 2, failedShare: 0.5, window: 20, openMs: 1_000, maxOpenMs: 4_000 },
    undefined,
    now,
  );
  const outstanding = new Outstanding();
  const probes = new ExpertProbes(
    {
      experts: () => experts,
      breakers,
      outstanding,
      ask() {
        asked.push(clock.ms);
        return Promise.resolve(answers.shift() ?? "token");
      },
      onFailure: ({ name }) => failures.push(name),
      now,
    },
    { intervalMs: 30_000, againMs: 5_000 },
  );
  const at = async (ms: number): Promise<void> => {
    clock.ms = ms;
    await probes.tick();
  };
  return { at, asked, failures, breakers, outstanding, probes };
}

test("an idle chat instance is probed once per interval; an embedding one never", async () => {
  const { at, asked } = make([]);
  for (const ms of [0, 29_999, 30_000, 59_999, 60_000]) await at(ms);
  expect(asked).toEqual([30_000, 60_000]);
});

test("an instance that answers callers or is busy is not probed", async () => {
  const { at, asked, probes, outstanding } = make([]);
  await at(0);
  await at(20_000);
  probes.alive(chat.origin);
  await at(30_000);
  outstanding.started(chat);
  await at(50_000);
  expect(asked).toEqual([]);
  outstanding.ended(chat);
  await at(50_001);
  expect(asked).toEqual([50_001]);
});

test("failed probes repeat sooner and open the breaker; a good token closes it without a caller", async () => {
  const { at, asked, failures, breakers } = make(["nothing", "nothing", "nothing", "token"]);
  const states: string[] = [];
  for (const ms of [0, 30_000, 35_000, 35_500, 36_000, 37_000, 38_000]) {
    await at(ms);
    states.push(breakers.state(chat.origin));
  }
  expect(asked).toEqual([30_000, 35_000, 36_000, 38_000]);
  expect(states).toEqual(["closed", "closed", "open", "open", "open", "open", "closed"]);
  expect(failures).toEqual(["chat", "chat", "chat"]);
});

test("an instance that is only slow keeps its breaker closed", async () => {
  const { at, failures, breakers } = make(["busy", "busy", "busy", "busy"]);
  for (const ms of [0, 30_000, 60_000, 90_000, 120_000]) await at(ms);
  expect([breakers.state(chat.origin), failures]).toEqual(["closed", []]);
});

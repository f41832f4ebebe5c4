import { expect, test } from "vitest";
import { fakeClock } from "@hearth/kernel/test/fake-clock.ts";
import type { ClusterResponse } from "./cluster-client.ts";
import { patientClient } from "./patient-client.ts";

const request = { method: "GET", path: "/v1/nodes" } as const;
const election: ClusterResponse = { status: 500, json: "rpc error making call: No cluster leader" };
const served: ClusterResponse = { status: 200, json: [] };

/** What is answered in the end, and how often was asked for it. */
async function ask(...answers: readonly ClusterResponse[]) {
  let asked = 0;
  const client = patientClient(() => Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? served), {
    limitMs: 10_000,
    clock: fakeClock(),
  });
  return { answer: await client(request), asked };
}

test("an election is waited for", async () => {
  const notReady = { status: 500, json: "Not ready to serve consistent reads" };
  expect(await ask(election, notReady, served)).toEqual({ answer: served, asked: 3 });
});

test("an election that does not end is the answer when the time is over", async () => {
  expect(await ask(election)).toEqual({ answer: election, asked: 11 });
});

test("any other answer is given at once", async () => {
  const others = [
    { status: 500, json: "job specification is invalid" },
    { status: 403, json: "Permission denied" },
    { status: 404, json: "no cluster leader" },
    { status: 500, json: { text: "No cluster leader" } },
  ];
  for (const other of others) expect(await ask(other, served)).toEqual({ answer: other, asked: 1 });
});

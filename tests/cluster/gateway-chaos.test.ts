import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { sendToService } from "../../lib/cluster/send-to-service.ts";
import { serviceEndpoint } from "../../lib/cluster/service-endpoint.ts";
import { jsonClient } from "../../lib/http/json-client.ts";
import { stackFolder } from "../../lib/paths.ts";
import { hearth, onNode, testStack } from "../support/hearth.ts";
import { judgeAnswer, type Verdict } from "../support/judge-answer.ts";
import { isThorough } from "../support/thorough.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

const durationMs = isThorough ? 5 * 60_000 : 20_000;
const pauseMs = 6_000;
const callers = 4;
const deadlineSeconds = 15;
/** For the way through SSH, on a busy machine. */
const graceMs = 5_000;

/** What dies, and where: the head of the chat, its worker, the embeddings. */
const victims = [
  { node: "n2", program: "llama-server" },
  { node: "n3", program: "ggml-rpc-server" },
  { node: "n1", program: "llama-server" },
] as const;

/** A kernel keeps 15 characters of a program's name. */
const kill = ({ node, program }: (typeof victims)[number]) =>
  onNode(node, `grep -lx ${program.slice(0, 15)} /proc/[0-9]*/comm | cut -d/ -f3 | xargs -r kill -9`);

test("experts are killed at random under load: every request is answered or refused by its deadline, and all heals", async () => {
  const endpoint = await serviceEndpoint(stackFolder(testStack), "gateway");
  const headers = { "x-request-timeout": `${deadlineSeconds}s` };
  const gateway = jsonClient((request) => sendToService(endpoint, { ...request, headers, silenceMs: 60_000 }));
  const endMs = performance.now() + durationMs;
  const counts: Record<Verdict | "hung", number> = { answered: 0, refused: 0, lost: 0, hung: 0 };
  const details: string[] = [];

  const ask = async (stream: boolean): Promise<void> => {
    const startMs = performance.now();
    const messages = [{ role: "user", content: `Name ${Math.ceil(Math.random() * 9)} animals.` }];
    const body = { model: "chat", messages, stream, max_tokens: 24 };
    let verdict: Verdict;
    try {
      const answer = await gateway({ method: "POST", path: "/v1/chat/completions", body });
      verdict = judgeAnswer(answer);
      if (verdict === "lost") details.push(JSON.stringify(answer).slice(0, 300));
    } catch (error) {
      verdict = "lost";
      details.push(String(error));
    }
    const late = performance.now() - startMs > deadlineSeconds * 1_000 + graceMs;
    counts[late ? "hung" : verdict] += 1;
    if (verdict === "refused") await sleep(500);
  };
  const caller = async (_: unknown, number: number): Promise<void> => {
    while (performance.now() < endMs) await ask(number % 2 === 0);
  };
  const chaos = async (): Promise<void> => {
    while (performance.now() + pauseMs < endMs) {
      await sleep(pauseMs * (0.5 + Math.random()));
      const victim = victims[Math.floor(Math.random() * victims.length)];
      if (victim !== undefined) await kill(victim);
    }
  };
  await Promise.all([chaos(), ...Array.from({ length: callers }, caller)]);

  expect(details).toEqual([]);
  expect(counts).toMatchObject({ lost: 0, hung: 0 });
  expect(counts.answered).toBeGreaterThan(0);
  await waitForStatus(true, 240_000);
  const answer = await hearth(["chat", "What is the capital of France? Answer in one sentence."]);
  expect(answer.stdout, answer.stderr).toContain("Paris");
});

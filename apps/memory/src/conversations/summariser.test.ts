import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SqliteStore } from "../engines/sqlite/sqlite-store.ts";
import type { KeptRecord } from "../store/record.ts";
import { makeEpisode, toEpisode } from "./conversation-records.ts";
import { Summariser } from "./summariser.ts";

/** The chat expert's answer to a conversation, or the status of its refusal; 0: no answer. */
let answer: (spoken: string) => string | number;
let asked: string[];
let server: Server;
let folder: string;
let store: SqliteStore;
let summariser: Summariser;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { messages } = JSON.parse(body) as { messages: { content: string }[] };
      const spoken = messages.at(-1)?.content ?? "";
      asked.push(spoken);
      const given = answer(spoken);
      if (given === 0) return;
      if (typeof given === "number") response.writeHead(given).end();
      else response.end(JSON.stringify({ choices: [{ message: { content: given } }] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = mkdtempSync(join(tmpdir(), "hearth-summariser-"));
  store = new SqliteStore(join(folder, "memory.db"));
  summariser = new Summariser({
    store,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined, flush: () => undefined },
    expert: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, model: "small", timeoutMs: 300 },
    now: () => 1,
  });
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await store.close();
  rmSync(folder, { recursive: true });
});

async function episode(...contents: readonly string[]): Promise<void> {
  const turn = (content: string): KeptRecord => ({
    ...{ tenant: "home", kind: "turn", id: content, session: "s", tags: [], active: true, atMs: 1 },
    ...{ body: { role: "user", content }, revision: 1, sequence: 0 },
  });
  const [first = "", ...others] = contents;
  await store.commit([{ put: makeEpisode([turn(first), ...others.map(turn)], true) }]);
}
const episodes = async () =>
  (await store.list({ tenant: "home", kind: "episode", nowMs: 1, limit: 10, order: "oldest" })).map((record) => {
    const { by, summary } = toEpisode(record);
    return { by, summary, waits: record.group !== undefined, keepsTurns: "transcript" in record.body };
  });

test("the expert's summary replaces the extracted sentences that it covers, without inventions", async () => {
  await episode("The boiler leaks since Monday.", "Weber wants 240 euros for the boiler.");
  answer = () => "The boiler leaks since Monday. Weber wants 420 euros.";
  expect(await summariser.round()).toBe(1);
  expect(await episodes()).toEqual([
    {
      by: "small",
      summary: "The boiler leaks since Monday.\nuser: Weber wants 240 euros for the boiler.",
      waits: false,
      keepsTurns: false,
    },
  ]);
});

test("if nothing in it is supported, the extracted sentences stay for good", async () => {
  await episode("The boiler leaks.");
  answer = () => "Sure! I would love to help you with your poetry homework.";
  await summariser.round();
  expect(await episodes()).toEqual([
    { by: "extract", summary: "user: The boiler leaks.", waits: false, keepsTurns: false },
  ]);
});

test("while the expert is unavailable the extracted sentences stay, and the episode waits", async () => {
  await episode("The boiler leaks.");
  answer = () => 503;
  expect(await summariser.round()).toBe(0);
  expect(await episodes()).toEqual([
    { by: "extract", summary: "user: The boiler leaks.", waits: true, keepsTurns: true },
  ]);
  answer = () => "The user's boiler leaks.";
  await summariser.round();
  expect(await episodes()).toMatchObject([{ by: "small", summary: "The user's boiler leaks." }]);
});

test("an episode too long for the expert is summarised in parts, and does not hold up others", async () => {
  await episode("The boiler leaks.", "The roof holds.");
  await episode("The garden is dry.");
  answer = (spoken) => (spoken.includes("\n") ? 400 : spoken.includes("roof") ? 413 : spoken.replace("user: ", ""));
  expect(await summariser.round()).toBe(2);
  expect((await episodes()).map(({ by, summary }) => [by, summary])).toEqual([
    ["small", "The boiler leaks.\nuser: The roof holds."],
    ["small", "The garden is dry."],
  ]);
  expect(asked.length).toBe(4);
});

test("an episode that times out three times no longer holds up the others", async () => {
  await episode("The boiler leaks.");
  await episode("The garden is dry.");
  answer = (spoken) => (spoken.includes("boiler") ? 0 : "The garden is dry.");
  expect([await summariser.round(), await summariser.round(), await summariser.round()]).toEqual([0, 0, 2]);
  expect((await episodes()).map(({ by, waits }) => [by, waits])).toEqual([
    ["extract", false],
    ["small", false],
  ]);
});

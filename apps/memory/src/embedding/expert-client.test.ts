import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askChat } from "./expert-client.ts";

let choice: object;
let server: Server;
beforeAll(async () => {
  server = createServer((_, response) => response.end(JSON.stringify({ choices: [choice] })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test.each([
  ["One. Two.", "stop", "One. Two."],
  ["One", "stop", "One"],
  ["One. Two. And thr", "length", "One. Two."],
  ["One and tw", "length", ""],
  ["<think>Hm. So</think>One.", null, "One."],
])("%j, ended by %s", async (content, finish_reason, text) => {
  choice = { message: { content }, finish_reason };
  const { port } = server.address() as AddressInfo;
  const expert = { url: `http://127.0.0.1:${port}`, model: "small", timeoutMs: 5_000 };
  expect(await askChat(expert, "Summarise.", "user: hello")).toBe(text);
});

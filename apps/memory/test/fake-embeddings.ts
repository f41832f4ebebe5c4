import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An embedding expert whose vectors have one dimension per known topic; it can be unavailable and refuse texts. */
export interface FakeEmbeddings {
  readonly url: string;
  away: boolean;
  /** Texts that contain this get a 400, as from a model that cannot read them. */
  refuses: string;
  /** Texts that match this make the server fail with a 500. */
  breaks: RegExp;
  /** Maximum length in characters; longer texts get a 400 too. */
  longest: number;
  /** All requested texts. */
  readonly asked: string[];
  close(): Promise<void>;
}

const topics = [/drink|tea|coffee|thirst/i, /music|song|melody/i, /money|price|cost/i, /./];

export async function startFakeEmbeddings(): Promise<FakeEmbeddings> {
  const asked: string[] = [];
  const state = { away: false, refuses: "\0", longest: Infinity, breaks: /(?!)/ };
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { input } = JSON.parse(body) as { input: readonly string[] };
      const isRefused = input.some((text) => text.includes(state.refuses) || text.length > state.longest);
      const isBroken = input.some((text) => state.breaks.test(text));
      const status = state.away ? 503 : isBroken ? 500 : isRefused ? 400 : 200;
      if (status === 200) asked.push(...input);
      const data = input.map((text, index) => ({ index, embedding: topics.map((topic) => Number(topic.test(text))) }));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ data }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

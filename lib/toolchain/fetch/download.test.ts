import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { download } from "./download.ts";
import { fileServer, temporaryFolder } from "../../../tests/support/toolchain.ts";

test("writes the file and gives its sha256", async () => {
  const url = await fileServer((_request, response) => response.end("content"));
  const file = join(await temporaryFolder(), "file");
  expect(await download(url, file)).toBe(createHash("sha256").update("content").digest("hex"));
  expect(await readFile(file, "utf8")).toBe("content");
});

test("says what the server answered", async () => {
  const url = await fileServer((_request, response) => response.writeHead(404).end());
  await expect(download(url, join(await temporaryFolder(), "file"))).rejects.toThrow("the server answered 404");
});

test("gives up on a server that does not answer", async () => {
  const url = await fileServer(() => undefined);
  const attempt = download(url, join(await temporaryFolder(), "file"), { answerLimitMs: 30 });
  await expect(attempt).rejects.toThrow("no answer within 0.03 s");
});

test("gives up on a server that stops in the middle", async () => {
  const url = await fileServer((_request, response) => response.write("half"));
  const attempt = download(url, join(await temporaryFolder(), "file"), { stallLimitMs: 30, attempts: 1 });
  await expect(attempt).rejects.toThrow("no answer within 0.03 s");
});

test("says why a server cannot be reached", async () => {
  const attempt = download("http://127.0.0.1:9", join(await temporaryFolder(), "file"));
  await expect(attempt).rejects.toThrow(/ECONNREFUSED|bad port/);
});

test("ends at once when the run is ended", async () => {
  const url = await fileServer(() => undefined);
  const signal = AbortSignal.abort(new Error("ended by hand"));
  await expect(download(url, join(await temporaryFolder(), "file"), { signal })).rejects.toThrow("ended by hand");
});

const content = randomBytes(100_000);
const sum = createHash("sha256").update(content).digest("hex");

interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Sends part of an answer, and cuts the connection if it is not the whole. */
function sendPart(response: ServerResponse, { from, to }: Piece): void {
  response.writeHead(from === 0 ? 200 : 206, {
    "content-length": content.length - from,
    ...(from === 0 ? {} : { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` }),
  });
  if (to === content.length) response.end(content.subarray(from));
  else response.write(content.subarray(from, to), () => setTimeout(() => response.destroy(), 20));
}

const beginning = (range: string | undefined): number => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);

test("a download that is cut off goes on where it stopped", async () => {
  const ranges: (string | undefined)[] = [];
  const url = await fileServer((request, response) => {
    ranges.push(request.headers.range);
    const from = beginning(request.headers.range);
    sendPart(response, { from, to: ranges.length < 3 ? from + 30_000 : content.length });
  });
  const file = join(await temporaryFolder(), "file");
  expect(await download(url, file)).toBe(sum);
  expect(ranges).toEqual([undefined, "bytes=30000-", "bytes=60000-"]);
});

test("what an earlier run left is the beginning", async () => {
  const url = await fileServer((request, response) =>
    sendPart(response, { from: beginning(request.headers.range), to: content.length }),
  );
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, content.subarray(0, 40_000));
  const seen: [number, number | undefined][] = [];
  expect(await download(url, file, { onBytes: (arrived, total) => seen.push([arrived, total]) })).toBe(sum);
  expect(seen[0]?.[0]).toBeGreaterThan(40_000);
  expect(seen.at(-1)).toEqual([content.length, content.length]);
});

test("a server that knows no ranges sends everything again", async () => {
  const url = await fileServer((_request, response) => response.end(content));
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, "something else");
  expect(await download(url, file)).toBe(sum);
});

test("a file that is longer than what the server has is fetched again", async () => {
  const url = await fileServer((request, response) => {
    if (request.headers.range === undefined) response.end(content);
    else response.writeHead(416).end();
  });
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, Buffer.concat([content, content]));
  expect(await download(url, file)).toBe(sum);
});

test("a server that is too slow is given up", async () => {
  const url = await fileServer((_request, response) => {
    const drip = setInterval(() => response.write("x"), 10);
    response.on("close", () => clearInterval(drip));
  });
  const attempt = download(url, join(await temporaryFolder(), "file"), { stallLimitMs: 100, attempts: 2 });
  await expect(attempt).rejects.toThrow(/^only \d+ bytes within 0\.3 s$/);
});

test("a redirect is followed, but not without end", async () => {
  const url = await fileServer((request, response) => {
    if (request.url === "/file") response.end("content");
    else response.writeHead(302, { location: request.url === "/loop" ? "/loop" : "/file" }).end();
  });
  const file = join(await temporaryFolder(), "file");
  expect(await download(`${url}/once`, file)).toBe(createHash("sha256").update("content").digest("hex"));
  await expect(download(`${url}/loop`, `${file}2`)).rejects.toThrow("it redirects more than 5 times");
});

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
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
  const attempt = download(url, join(await temporaryFolder(), "file"), { stallLimitMs: 30 });
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

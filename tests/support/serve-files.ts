import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Served {
  readonly content: Buffer | string;
  /** The connection is cut after so many bytes of an answer, once. */
  readonly cutOnceAfter?: number;
  /** Only whole files. */
  readonly withoutRanges?: boolean;
  /** Sends bytes until the connection is closed. */
  readonly endless?: boolean;
}

/** A file server with ranges, on a port of its own; `asked` has the ranges that were asked for. */
export async function serveFiles(files: Readonly<Record<string, Served>>): Promise<{
  readonly url: string;
  readonly asked: string[];
  readonly close: () => Promise<void>;
}> {
  const asked: string[] = [];
  const cut = new Set<string>();
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const served = files[path];
    if (served === undefined) {
      response.writeHead(404).end();
      return;
    }
    const content = Buffer.from(served.content);
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    asked.push(`${path} ${request.headers.range ?? "whole"}`);
    if (served.endless === true) {
      response.writeHead(200);
      const send = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536, 1), () => setImmediate(send));
      };
      send();
      return;
    }
    const isPart = from !== undefined && served.withoutRanges !== true;
    const begin = isPart ? Number(from) : 0;
    const end = isPart && to !== undefined && to !== "" ? Math.min(Number(to) + 1, content.length) : content.length;
    const body = content.subarray(begin, end);
    response.writeHead(isPart ? 206 : 200, {
      "content-length": body.length,
      ...(isPart && { "content-range": `bytes ${begin}-${end - 1}/${content.length}` }),
    });
    if (served.cutOnceAfter === undefined || cut.has(path) || body.length <= served.cutOnceAfter) {
      response.end(body);
      return;
    }
    cut.add(path);
    response.write(body.subarray(0, served.cutOnceAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

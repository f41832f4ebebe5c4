import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileServer, temporaryFolder } from "../../../tests/support/toolchain.ts";
import { download } from "./download.ts";
import { openUrl } from "./open-url.ts";
import { reachServers } from "./reach.ts";

/** A proxy that sends whatever it is asked for to one server, and notes what it was asked for. */
async function proxyTo(target: string): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    void fetch(target).then(async (answer) => response.end(Buffer.from(await answer.arrayBuffer())));
  });
  server.on("connect", (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url ?? ""} ${request.headers["proxy-authorization"] ?? ""}`.trim());
    const onward = connect(Number(new URL(target).port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) sockets.add(end.on("error", () => undefined));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy());
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test("HTTP goes through HTTP_PROXY, and past it to what NO_PROXY names", async () => {
  const direct = await fileServer((_request, response) => response.end("content"));
  const proxy = await proxyTo(direct);
  const file = join(await temporaryFolder(), "file");
  const environment = { HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.1" };
  await download("http://vendor.test/lamp.tgz", file, { environment });
  expect(await readFile(file, "utf8")).toBe("content");
  expect(proxy.asked).toEqual(["GET http://vendor.test/lamp.tgz"]);
  await download(direct, `${file}2`, { environment });
  expect(proxy.asked).toHaveLength(1);
});

test("HTTPS goes through a tunnel of HTTPS_PROXY, with its password", async () => {
  // The server at the tunnel's end speaks no TLS; that it was asked shows which way the request went.
  const proxy = await proxyTo(await fileServer((_request, response) => response.end("content")));
  const environment = { https_proxy: proxy.url.replace("//", "//user:word@") };
  await expect(openUrl("https://vendor.test/lamp.tgz", { environment, answerLimitMs: 2_000 })).rejects.toThrow();
  const password = Buffer.from("user:word").toString("base64");
  expect(proxy.asked).toEqual([`CONNECT vendor.test:443 Basic ${password}`]);
});

test("whether a server answers is asked through the proxy too, once", async () => {
  const proxy = await proxyTo(await fileServer((_request, response) => response.end()));
  const reach = reachServers({ environment: { HTTP_PROXY: proxy.url } });
  expect(await Promise.all([reach("http://vendor.test/a"), reach("http://vendor.test/b")])).toEqual([
    undefined,
    undefined,
  ]);
  expect(proxy.asked).toEqual(["HEAD http://vendor.test/"]);
});

test("a proxy that is down is the reason", async () => {
  const environment = { HTTP_PROXY: "http://127.0.0.1:1" };
  expect(await reachServers({ environment })("http://vendor.test/a")).toContain("ECONNREFUSED");
});

import { mkdtempSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { choosePort, isFreeHere, rememberedPorts, rememberPort } from "./local-port.ts";

const choose = (wishes: Parameters<typeof choosePort>[0], taken: readonly number[] = []) =>
  choosePort(
    wishes,
    (port) => Promise.resolve(!taken.includes(port)),
    () => Promise.resolve(40_000),
  );

test("a service has its own port the first time, and the same port each time after", async () => {
  expect(await choose({ own: 8080 })).toEqual({ port: 8080, remember: true });
  expect(await choose({ own: 8080, remembered: 9000 })).toEqual({ port: 9000, remember: true });
  expect(await choose({ own: 8080 }, [8080])).toEqual({ port: 40_000, remember: true });
});

test("what is asked for is used and remembered, or refused where it is taken", async () => {
  expect(await choose({ own: 8080, remembered: 9000, asked: 7000 })).toEqual({
    port: 7000,
    remember: true,
    isNew: true,
  });
  expect(await choose({ own: 8080, remembered: 7000, asked: 7000 })).toEqual({ port: 7000, remember: true });
  await expect(choose({ own: 8080, asked: 7000 }, [7000])).rejects.toMatchObject({
    code: "PORT_TAKEN",
    hint: expect.stringContaining("--port") as unknown,
  });
});

test("where the port from before is taken, another is used once, and that is said", async () => {
  expect(await choose({ own: 8080, remembered: 9000 }, [9000])).toEqual({
    port: 40_000,
    remember: false,
    notice: expect.stringContaining("port 9000") as unknown,
  });
});

test("ports are remembered for each service of a stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-ports-"));
  expect(rememberedPorts(folder)).toEqual({});
  rememberPort(folder, "gateway", 8080);
  rememberPort(folder, "memory", 8081);
  expect(rememberedPorts(folder)).toEqual({ gateway: 8080, memory: 8081 });
});

test("a port that something listens on is not free", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await isFreeHere(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isFreeHere(port)).toBe(true);
});

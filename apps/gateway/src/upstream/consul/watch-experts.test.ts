import { expect, test } from "vitest";
import { startFakeConsul } from "../../../test/fake-consul.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { ExpertTable } from "../experts/expert-table.ts";
import { createConsulReader } from "./consul-client.ts";
import { Contact } from "./contact.ts";
import { watchExperts } from "./watch-experts.ts";

const chat = { kind: "chat", model: "smollm2", expert: "chat" };
const instance = (port: number) => ({ origin: `http://127.0.0.1:${port}` });

async function start() {
  const fake = await startFakeConsul();
  const stop = new AbortController();
  const table = new ExpertTable();
  const contact = new Contact();
  const lines: string[] = [];
  const reader = createConsulReader({ url: fake.origin, waitMs: 60_000 });
  const watch = watchExperts({
    consul: contact.noting(reader),
    table,
    log: createJsonLog((text) => lines.push(text)),
    signal: stop.signal,
  });
  return {
    fake,
    table,
    contact,
    watch,
    lines,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await reader.close();
      await fake[Symbol.asyncDispose]();
    },
  };
}

test("experts are services with the right name and tag", async () => {
  await using run = await start();
  run.fake.set({
    "expert-chat": { meta: chat, ports: [8_001, 8_002] },
    "expert-untagged": { tags: [], meta: chat, ports: [8_003] },
    nomad: { tags: ["expert"], ports: [4_646] },
  });
  await expect
    .poll(() => run.table.all())
    .toEqual([{ name: "chat", kind: "chat", model: "smollm2", instances: [instance(8_001), instance(8_002)] }]);
  expect(run.watch.complete()).toBe(true);
});

test("instances come and go; an expert that leaves is remembered without instances", async () => {
  await using run = await start();
  const ports = () => run.table.all().map(({ instances }) => instances.map(({ origin }) => origin.split(":")[2]));
  run.fake.set({ "expert-chat": { meta: chat, ports: [8_001] } });
  await expect.poll(ports).toEqual([["8001"]]);
  run.fake.set({ "expert-chat": { meta: chat, ports: [8_001, 8_002] } });
  await expect.poll(ports).toEqual([["8001", "8002"]]);
  run.fake.set({ "expert-chat": { meta: chat, ports: [] } });
  await expect.poll(ports).toEqual([[]]);
  run.fake.set({ "expert-chat": { meta: chat, ports: [8_003] } });
  await expect.poll(ports).toEqual([["8003"]]);
  run.fake.set({});
  await expect.poll(ports).toEqual([[]]);
});

test("while Consul is unreachable the last known experts stay; when it is back with a lower index, they are read again", async () => {
  await using run = await start();
  run.fake.set({ "expert-chat": { meta: chat, ports: [8_001] } });
  await expect.poll(() => run.table.all().length).toBe(1);
  run.fake.status = 500;
  run.fake.set({ "expert-chat": { meta: chat, ports: [8_002] } });
  await expect.poll(() => run.contact.connected).toBe(false);
  expect(run.table.all()[0]?.instances).toEqual([instance(8_001)]);
  run.fake.index = 0;
  run.fake.status = 200;
  run.fake.set({ "expert-chat": { meta: chat, ports: [8_003] } });
  await expect.poll(() => run.table.all()[0]?.instances, { timeout: 3_000 }).toEqual([instance(8_003)]);
  expect(run.contact.connected).toBe(true);
});

test("a service that breaks the contract is logged and does not become an expert", async () => {
  await using run = await start();
  run.fake.set({ "expert-odd": { meta: { kind: "painting" }, ports: [8_001] } });
  await expect
    .poll(() => run.lines.join(""))
    .toContain('"what":"odd","because":"service meta: kind, model missing or wrong"');
  expect(run.table.all()).toEqual([]);
  expect(run.watch.complete()).toBe(true);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { messageOf } from "./message.ts";
import { startNotifier } from "./notifier.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-notifier-"));
const received: { method: string; url: string; authorization: string | undefined; body: unknown }[] = [];
let status = 200;
/** Stands in for ntfy and for a homeserver. */
const service = createServer((request, response) => {
  void text(request).then((body) => {
    const { method = "", url = "", headers } = request;
    received.push({ method, url, authorization: headers.authorization, body: JSON.parse(body) as unknown });
    response.writeHead(status).end("{}");
  });
});
let notifier: Awaited<ReturnType<typeof startNotifier>>;

beforeAll(async () => {
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, "t\n");
  notifier = await startNotifier(
    {
      listen: { address: "127.0.0.1", port: 0 },
      ntfy: { url: `${url}/house` },
      matrix: { url, room: "!r:home", tokenFile },
    },
    createJsonLog(() => undefined),
  );
});
afterAll(async () => {
  await notifier.drain();
  service.close();
  rmSync(folder, { recursive: true });
});

const alert = (name: string, state: "firing" | "resolved", severity = "critical") => ({
  status: state,
  labels: { alertname: name, node: "n2", job: "gateway", severity },
  annotations: { summary: `${name} of gateway on n2`, runbook: "docs/runbooks/disk-full.md" },
});
const notification = { groupLabels: { node: "n2" }, alerts: [alert("JobDown", "firing")] };

const post = async (path: string, body: unknown): Promise<number> => {
  received.length = 0;
  const url = `http://127.0.0.1:${notifier.address.port}${path}`;
  return (await fetch(url, { method: "POST", body: JSON.stringify(body) })).status;
};

test("a message names the node and what is wrong, and where it says what to do", () => {
  expect(messageOf(notification)).toEqual({
    title: "n2: JobDown",
    text: "JobDown of gateway on n2. docs/runbooks/disk-full.md",
    isUrgent: true,
    isOver: false,
  });
});

test("what is over is said apart, and many alerts are counted in the title", () => {
  const names = ["DiskFull", "ClockOff", "JobDown", "Drift"];
  const many = { ...notification, alerts: names.map((name) => alert(name, "firing", "warning")) };
  expect(messageOf(many)).toMatchObject({ title: "n2: 4 alerts", isUrgent: false });
  const mixed = { ...notification, alerts: [alert("DiskFull", "resolved"), alert("Drift", "firing")] };
  expect(messageOf(mixed)).toMatchObject({
    title: "n2: Drift",
    text: "Drift of gateway on n2. docs/runbooks/disk-full.md\nOver: DiskFull of gateway on n2.",
  });
  const over = { groupLabels: {}, alerts: [alert("Drift", "resolved")] };
  expect(messageOf(over)).toMatchObject({ title: "the cluster: Drift over", isOver: true });
});

test("ntfy gets a title, a priority and a sign", async () => {
  expect(await post("/ntfy", notification)).toBe(200);
  expect(received).toEqual([
    {
      method: "POST",
      url: "/",
      authorization: undefined,
      body: {
        topic: "house",
        title: "n2: JobDown",
        message: "JobDown of gateway on n2. docs/runbooks/disk-full.md",
        priority: 4,
        tags: ["rotating_light"],
      },
    },
  ]);
});

test("a Matrix room gets a text, with the token of the file", async () => {
  expect(await post("/matrix", notification)).toBe(200);
  const [sent] = received;
  expect(sent?.url).toMatch(/^\/_matrix\/client\/v3\/rooms\/!r%3Ahome\/send\/m\.room\.message\/[0-9a-f-]{36}$/);
  expect(sent).toMatchObject({
    method: "PUT",
    authorization: "Bearer t",
    body: { msgtype: "m.text", body: "n2: JobDown\nJobDown of gateway on n2. docs/runbooks/disk-full.md" },
  });
});

test("what the service refuses is an error that Alertmanager counts and repeats, and so is what is no notification", async () => {
  status = 403;
  expect(await post("/ntfy", notification)).toBe(502);
  status = 200;
  expect(await post("/ntfy", { alerts: [] })).toBe(502);
  expect(received).toEqual([]);
  expect(await post("/pager", notification)).toBe(404);
});

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cacheFolder } from "../../lib/paths.ts";
import { makeAuthority } from "../../lib/secrets/certificates.ts";
import { startMosquitto, type TestMosquitto, type TestUser } from "./start-mosquitto.ts";

/* Debian's Mosquitto as the job takes it, with the job's configuration and the hashes and rights that Hearth writes. */

const porch: TestUser = { password: "lantern", read: ["home/porch/set"], write: ["home/porch/#"] };
const heater: TestUser = { password: "warmth", read: ["home/heater/+"], write: ["home/heater/state"] };
const owner: TestUser = { password: "all", read: ["#", "$SYS/#"], write: ["#"] };
const users = { porch, heater, owner, check: { password: "check", read: ["$SYS/broker/uptime"], write: [] } };
let broker: TestMosquitto;
beforeAll(async () => {
  broker = await startMosquitto(users);
});
afterAll(() => broker[Symbol.asyncDispose]());

const as = (username: keyof typeof users): Promise<MqttClient> =>
  broker.connect({ username, password: users[username].password });

/** The next message that a client gets, as `[topic, text]`. */
const nextMessage = (client: MqttClient): Promise<readonly [topic: string, text: string]> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error("no message within 10 s"));
    }, 10_000);
    client.once("message", (topic, payload) => {
      clearTimeout(timer);
      resolve([topic, payload.toString()]);
    });
  });

/** Topics of the messages that a client gets until one on `last`. */
async function topicsUntil(client: MqttClient, last: string): Promise<readonly string[]> {
  const topics: string[] = [];
  for (;;) {
    const [topic] = await nextMessage(client);
    topics.push(topic);
    if (topic === last) return topics;
  }
}

test("a client without a name, and one with a wrong password, is refused", async () => {
  await expect(broker.connect()).rejects.toThrow(/not authorized/i);
  await expect(broker.connect({ username: "porch", password: "wrong" })).rejects.toThrow(/not authorized/i);
  await expect(broker.connect({ username: "nobody", password: "lantern" })).rejects.toThrow(/not authorized/i);
});

test("a client that trusts another authority does not connect, nor does one without TLS", async () => {
  const other = await makeAuthority("Somebody else", ["hearth"]);
  await expect(broker.connect({ ca: other.certificate, username: "porch", password: "lantern" })).rejects.toThrow(
    /certificate/,
  );
  await expect(broker.connect({ protocol: "mqtt", username: "porch", password: "lantern" })).rejects.toThrow();
});

test("a client publishes and reads only what it may", async () => {
  const [reader, writer, spy] = [await as("owner"), await as("porch"), await as("heater")];
  await reader.subscribeAsync("home/#", { qos: 1 });
  const seen = topicsUntil(reader, "home/porch/light");
  await writer.publishAsync("home/heater/state", "on", { qos: 1 });
  await writer.publishAsync("home/porch/light", "on", { qos: 1 });
  expect(await seen).toEqual(["home/porch/light"]);

  await spy.subscribeAsync("#", { qos: 1 }).catch(() => undefined);
  const spied = topicsUntil(spy, "home/heater/set");
  await reader.publishAsync("home/porch/light", "off", { qos: 1 });
  await reader.publishAsync("home/heater/set", "21", { qos: 1 });
  expect(await spied).toEqual(["home/heater/set"]);
  await Promise.all([reader, writer, spy].map((client) => client.endAsync()));
});

test("a retained message is there after a restart", async () => {
  const writer = await as("porch");
  await writer.publishAsync("home/porch/level", "7", { qos: 1, retain: true });
  await writer.endAsync();
  await broker.restart();
  const reader = await as("owner");
  const message = nextMessage(reader);
  await reader.subscribeAsync("home/porch/level");
  expect(await message).toEqual(["home/porch/level", "7"]);
  await reader.endAsync();
});

test("a user that is added or taken away counts without a restart, and others stay connected", async () => {
  const present = await as("owner");
  broker.setUsers({ owner, gate: { password: "new", read: [], write: ["home/gate"] } });
  const added = async (): Promise<MqttClient> =>
    broker.connect({ username: "gate", password: "new" }).catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return added();
    });
  const gate = await added();
  await expect(as("porch")).rejects.toThrow(/not authorized/i);
  expect(present.connected).toBe(true);
  await Promise.all([gate.endAsync(), present.endAsync()]);
  broker.setUsers(users);
});

test("the health check reads a message as a client of its own, and fails with a wrong password", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-check-"));
  const program = join(cacheFolder, "mosquitto-bookworm");
  const check = (password: string): Promise<{ stdout: string }> => {
    const lines = [`-p ${broker.port}`, `--cafile ${broker.caFile}`, "-u check", `-P ${password}`];
    writeFileSync(join(folder, "mosquitto_sub"), `${lines.join("\n")}\n`);
    return promisify(execFile)(
      join(program, "mosquitto_sub"),
      ["-h", "localhost", "-t", "$SYS/broker/uptime", "-C", "1", "-W", "4"],
      { env: { LD_LIBRARY_PATH: program, XDG_CONFIG_HOME: folder } },
    );
  };
  expect((await check("check")).stdout).toMatch(/^\d+ seconds\n$/);
  await expect(check("wrong")).rejects.toThrow();
  rmSync(folder, { recursive: true });
});

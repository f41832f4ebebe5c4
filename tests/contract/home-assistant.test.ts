import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MqttClient } from "mqtt";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { setUp } from "../../apps/home-set-up/src/set-up.ts";
import type { SetUpConfig } from "../../apps/home-set-up/src/set-up-config.ts";
import { startTestGateway, testKey, type TestGateway } from "../../apps/gateway/test/start-test-gateway.ts";
import { filesOfModel } from "../../lib/config/derive/model-files.ts";
import { loadModels } from "../../lib/config/load-models.ts";
import { jsonClient } from "../../lib/http/json-client.ts";
import { sendRequest } from "../../lib/http/send-request.ts";
import { pullModel } from "../../lib/model-store/pull-model.ts";
import { root } from "../../lib/paths.ts";
import { makeAuthority, makeLeaf } from "../../lib/secrets/certificates.ts";
import { installTools } from "../../lib/toolchain/install/install-tools.ts";
import { createLog } from "@hearth/kernel/log.ts";
import { startLlama, toolsTemplate, type TestLlama } from "../support/start-llama.ts";
import { isThorough } from "../support/thorough.ts";
import { startHomeAssistant, type TestHomeAssistant } from "./start-home-assistant.ts";
import { startMosquitto, type TestMosquitto } from "./start-mosquitto.ts";

/*
 * The real Home Assistant with the job's configuration, set up as the job does it, between the real Mosquitto and the real gateway with
 * a real model. With --all only: its program is made for it alone.
 */

const chatExpert = (port: number) => ({ meta: { kind: "chat", model: "smollm2", expert: "chat" }, ports: [port] });
const all = { read: ["#"], write: ["#"] };
let broker: TestMosquitto;
let llama: TestLlama;
let gateway: TestGateway;
let house: TestHomeAssistant;
let config: SetUpConfig;
let token: string;
let folder: string;

/** The gateway speaks TLS, as in a cluster. */
const gatewayUrl = (): string => `https://localhost:${gateway.gateway.address.port}`;

beforeAll(async () => {
  if (!isThorough) return;
  await installTools(["home-assistant"], { log: createLog() });
  broker = await startMosquitto({
    "home-assistant": { password: "mqtt", ...all },
    sensor: { password: "sensor", ...all },
  });
  llama = await startLlama(toolsTemplate);
  const authority = await makeAuthority("Hearth test", ["localhost"]);
  const leaf = await makeLeaf(authority, { dns: ["localhost"], ip: ["127.0.0.1"] });
  folder = mkdtempSync(join(tmpdir(), "hearth-authority-"));
  const [authorities, certificate] = [join(folder, "ca.pem"), join(folder, "tls.pem")];
  writeFileSync(authorities, authority.certificate);
  writeFileSync(certificate, `${leaf.certificate.trimEnd()}\n${leaf.key}`);
  gateway = await startTestGateway({
    config: { tls: { certificateFile: certificate, keyFile: certificate } },
    awaitReady: false,
    services: { "expert-chat": chatExpert(llama.port) },
    // With what may be controlled, a question has more than the test gateway takes by default.
    bodyBytes: 4 * 2 ** 20,
  });
  house = await startHomeAssistant({ OLLAMA_API_KEY: testKey, REQUESTS_CA_BUNDLE: authorities });
  const file = (name: string, content: string): string => {
    const path = join(house.folder, name);
    writeFileSync(path, content);
    return path;
  };
  config = {
    url: house.url,
    owner: { name: "Owner", username: "owner", language: "en", passwordFile: file("password", "open sesame") },
    broker: {
      ...{ host: "localhost", port: broker.port, username: "home-assistant" },
      ...{ passwordFile: file("mqtt", "mqtt"), caFile: broker.caFile },
    },
    agent: { name: "Hearth", url: gatewayUrl(), model: "auto" },
    tokenFile: join(house.folder, "token"),
  };
}, 900_000);
afterAll(async () => {
  for (const each of [house, gateway, llama, broker])
    await (each as AsyncDisposable | undefined)?.[Symbol.asyncDispose]();
  if (isThorough) rmSync(folder, { recursive: true });
});

/** Asks Home Assistant's REST API as a program of the house does. A model on a busy machine may think longer than fetch waits. */
async function ask(path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const client = jsonClient((request) =>
    sendRequest({ ...request, url: new URL(request.path, house.url), headers, silenceMs: 800_000 }),
  );
  const { status, json } = await client({ method: body === undefined ? "GET" : "POST", path: `/api/${path}`, body });
  if (status >= 400) throw new Error(`${path}: ${status} ${JSON.stringify(json)}`);
  return json;
}

/** Waits until an entity has a state. */
const stateOf = (entity: string, state: string): Promise<void> =>
  waitFor({ what: `${entity} to be ${state}`, limitMs: 60_000, intervalMs: 300 }, async () => {
    const found = (await ask(`states/${entity}`).catch(() => undefined)) as { state: string } | undefined;
    return found?.state === state ? ready(undefined) : notYet(`it is ${found?.state ?? "not there"}`);
  });

/** A device with a light, which follows commands and reports its state. */
async function porchLight(): Promise<{ readonly commands: readonly string[]; readonly sensor: MqttClient }> {
  const sensor = await broker.connect({ username: "sensor", password: "sensor" });
  const commands: string[] = [];
  await sensor.subscribeAsync("home/porch/set");
  sensor.on("message", (_, payload) => {
    commands.push(payload.toString());
    sensor.publish("home/porch/light", payload, { retain: true });
  });
  return { commands, sensor };
}

/** What Home Assistant's agent on the gateway says. */
async function converse(text: string): Promise<unknown> {
  const states = (await ask("states")) as readonly { readonly entity_id: string }[];
  const agent = states.find(
    ({ entity_id }) => entity_id.startsWith("conversation.") && entity_id !== "conversation.home_assistant",
  );
  return ask("conversation/process", { text, agent_id: agent?.entity_id });
}

test.runIf(isThorough)(
  "it is set up through its own APIs, and a second time nothing is done",
  { timeout: 300_000 },
  async () => {
    expect(await setUp(config)).toEqual([
      "made the owner owner",
      "connected to the broker at localhost",
      `asks the gateway at ${gatewayUrl()} for auto`,
      "made a token for programs of the house",
    ]);
    expect(await setUp(config)).toEqual([]);
    token = readFileSync(config.tokenFile, "utf8");
    await expect(fetch(`${house.url}/api/states`).then(({ status }) => status)).resolves.toBe(401);
  },
);

test.runIf(isThorough)(
  "a sensor that announces itself over MQTT is an entity, and an automation follows it",
  async () => {
    const { commands, sensor } = await porchLight();
    const announce = (kind: string, id: string, more: object): Promise<unknown> =>
      sensor.publishAsync(
        `homeassistant/${kind}/${id}/config`,
        JSON.stringify({ name: id, unique_id: id, default_entity_id: `${kind}.${id}`, ...more }),
        { qos: 1, retain: true },
      );
    await announce("sensor", "porch_level", { state_topic: "home/porch/level" });
    await announce("light", "porch_light", { command_topic: "home/porch/set", state_topic: "home/porch/light" });
    await ask("config/automation/config/dark", {
      alias: "Light when dark",
      triggers: [{ trigger: "numeric_state", entity_id: "sensor.porch_level", below: 10 }],
      actions: [{ action: "light.turn_on", target: { entity_id: "light.porch_light" } }],
    });
    await stateOf("automation.light_when_dark", "on");
    await sensor.publishAsync("home/porch/level", "30", { qos: 1, retain: true });
    await stateOf("sensor.porch_level", "30");
    expect(commands).toEqual([]);
    await sensor.publishAsync("home/porch/level", "5", { qos: 1, retain: true });
    await stateOf("light.porch_light", "on");
    expect(commands).toEqual(["ON"]);
    await sensor.endAsync();
  },
);

test.runIf(isThorough)("a question to its agent is answered by the house's expert", { timeout: 180_000 }, async () => {
  const answer = await converse("What is the capital of France? Answer in one sentence.");
  // The smallest of models is asked with Home Assistant's own temperature, so it does not say Paris each time.
  expect(answer).toMatchObject({
    response: {
      response_type: "action_done",
      speech: { plain: { speech: expect.stringMatching(/Paris|France/) as unknown } },
    },
  });
});

test.runIf(isThorough)(
  "a light is switched by asking, with a model that is good at calls",
  { timeout: 900_000 },
  async () => {
    const wanted = "qwen2.5-coder-1.5b-instruct";
    const entry = loadModels(join(root, "stacks", "lab.inventory.yaml")).entries.find(({ name }) => name === wanted);
    if (entry === undefined) throw new Error(`the catalogue has no ${wanted}`);
    const files = filesOfModel(entry.row, entry.known.sizeBytes);
    const { paths } = await pullModel(files, { log: createLog(), signal: AbortSignal.timeout(600_000) });
    await using coder = await startLlama(undefined, { file: paths[0] ?? "", context: 8_192 });
    gateway.consul.set({ "expert-chat": chatExpert(coder.port) });
    const { commands, sensor } = await porchLight();
    await sensor.publishAsync("home/porch/light", "OFF", { qos: 1, retain: true });
    await stateOf("light.porch_light", "off");
    const answer = await converse("Turn on the porch light.");
    await stateOf("light.porch_light", "on");
    expect(commands).toEqual(["ON"]);
    expect(answer).toMatchObject({ response: { response_type: "action_done" } });
    await sensor.endAsync();
  },
);

test.runIf(isThorough)("a restart keeps everything", { timeout: 180_000 }, async () => {
  await house.restart();
  await waitFor({ what: "Home Assistant", limitMs: 120_000, intervalMs: 500 }, async () =>
    (await fetch(`${house.url}/manifest.json`).catch(() => undefined))?.ok === true
      ? ready(undefined)
      : notYet("it starts"),
  );
  expect(await setUp(config)).toEqual([]);
  await stateOf("sensor.porch_level", "5");
  await stateOf("automation.light_when_dark", "on");
});

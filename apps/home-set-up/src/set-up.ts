import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { House, refused, type FlowStep } from "./house.ts";
import type { SetUpConfig } from "./set-up-config.ts";

const flows = "/api/config/config_entries/flow";
const partFlows = "/api/config/config_entries/subentries/flow";
const read = (file: string): string => readFileSync(file, "utf8").trim();

/** What was done, one line each; empty where everything was there already. */
export async function setUp(config: SetUpConfig, limitMs = 600_000): Promise<readonly string[]> {
  const house = new House(config.url);
  const onboarding = await waitFor({ what: "Home Assistant", limitMs, intervalMs: 1_000 }, async () => {
    const steps = await house.onboarding();
    return steps === undefined ? notYet("it starts") : ready(steps);
  });
  return [
    ...(await becomeOwner(house, config, onboarding)),
    ...(await connectBroker(house, config)),
    ...(await addAgent(house, config)),
    ...(await keepToken(house, config)),
  ];
}

async function becomeOwner(
  house: House,
  { owner: { passwordFile, ...owner } }: SetUpConfig,
  steps: ReadonlyMap<string, boolean>,
): Promise<readonly string[]> {
  const password = read(passwordFile);
  const isNew = steps.get("user") === false;
  if (isNew) await house.createOwner({ ...owner, password });
  else await house.logIn(owner.username, password);
  const left = [...steps].filter(([step, done]) => !done && step !== "user").map(([step]) => step);
  for (const step of left) await house.finishStep(step);
  if (isNew) await forgetOutsideServices(house);
  return isNew ? [`made the owner ${owner.username}`] : [];
}

/** The first start adds services outside of the house, such as a weather report; whoever wants them adds them again. */
async function forgetOutsideServices(house: House): Promise<void> {
  for (const domain of ["google_translate", "met", "radio_browser"]) {
    for (const { entry_id } of await house.entries(domain)) await house.removeEntry(entry_id);
  }
}

async function connectBroker(house: House, { broker }: SetUpConfig): Promise<readonly string[]> {
  if ((await house.entries("mqtt")).length > 0) return [];
  const basic = {
    broker: broker.host,
    port: broker.port,
    username: broker.username,
    password: read(broker.passwordFile),
  };
  let step = await house.beginFlow(flows, "mqtt", { show_advanced_options: true });
  step = await house.continueFlow(flows, step, { ...basic, advanced_options: true });
  // It asks for the authority's file in a form of its own.
  const custom = {
    keepalive: 60,
    set_client_cert: false,
    set_ca_cert: "custom",
    protocol: "5",
    transport: "tcp",
    tls_insecure: false,
  };
  step = await house.continueFlow(flows, step, { ...basic, ...custom });
  if (step.type === "form") {
    const certificate = await house.upload("ca.pem", read(broker.caFile));
    step = await house.continueFlow(flows, step, { ...basic, ...custom, certificate });
  }
  requireEntry("mqtt", step);
  return [`connected to the broker at ${broker.host}`];
}

/** Home Assistant knows the gateway as an Ollama server; its address is the entry's title. */
async function addAgent(house: House, { agent }: SetUpConfig): Promise<readonly string[]> {
  if (agent === undefined) return [];
  const { url, name, model } = agent;
  if ((await house.entries("ollama")).some(({ title }) => title === url)) return [];
  const first = requireEntry(
    "ollama",
    await house.continueFlow(flows, await house.beginFlow(flows, "ollama"), { url }),
  );
  let part = await house.beginFlow(partFlows, [first, "conversation"]);
  part = await house.continueFlow(partFlows, part, {
    ...{ name, model, llm_hass_api: ["assist"], num_ctx: 8_192, max_history: 20, keep_alive: -1, think: false },
    prompt: "You are the voice of this house. Answer in plain text, truthfully and briefly.",
  });
  requireEntry("ollama", part);
  return [`asks the gateway at ${url} for ${model}`];
}

async function keepToken(house: House, { tokenFile }: SetUpConfig): Promise<readonly string[]> {
  if (existsSync(tokenFile) && (await house.takes(read(tokenFile)))) return [];
  const token = await house.longLivedToken(`Hearth ${new Date().toISOString()}`);
  writeFileSync(tokenFile, token, { mode: 0o600 });
  chmodSync(tokenFile, 0o600);
  return ["made a token for programs of the house"];
}

/** The id of the entry that a flow ended with. */
function requireEntry(what: string, step: FlowStep): string {
  if (step.type !== "create_entry") {
    throw refused(
      `${what}, step ${step.step_id ?? step.type}`,
      JSON.stringify(step.errors ?? step.reason ?? step.type),
    );
  }
  return (step.result as { entry_id?: string } | undefined)?.entry_id ?? "";
}

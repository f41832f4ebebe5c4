import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { numbersOf } from "../lib/config/shape/ports.ts";
import { dnsLabel, timeZone } from "../lib/config/shape/fields.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import { nodeOf } from "../lib/jobs/node-of.ts";
import { apiKey } from "../lib/secrets/declared-secrets.ts";
import { ports as gatewayPorts } from "./gateway.ts";
import { ports as brokerPorts } from "./mosquitto.ts";
import { homePanels } from "./panels/home-assistant.ts";

const id = "home-assistant";
/** What it connects to, by names that follow them from machine to machine. */
const services = ["mosquitto", "gateway"] as const;

const options = z.strictObject({
  node: dnsLabel
    .optional()
    .meta({ description: "Machine that it runs on, and that keeps its data.", defaultNote: "the first server" }),
  name: z.string().min(1).max(60).default("Home").meta({ description: "Name of the house." }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "use two capital letters, such as DE")
    .default("DE")
    .meta({ description: "Country, by ISO 3166." }),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z]{2,8})*$/, "use a language tag, such as en or pt-BR")
    .default("en")
    .meta({ description: "Language that it speaks at first; each person can choose another." }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "use three capital letters, such as EUR")
    .default("EUR")
    .meta({ description: "Currency, by ISO 4217." }),
  timeZone: timeZone.default("Etc/UTC").meta({ description: "Name of a time zone, as under /usr/share/zoneinfo." }),
  keepDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(14)
    .meta({ description: "Days of history that its database keeps; long-term statistics stay." }),
});

/**
 * Home Assistant, which starts once the broker answers. Beside it `set-up` makes the owner's account and connects it with the broker
 * and the gateway through its own APIs: docs/decisions/0026-home-assistant.md.
 */
export const job = defineJob({
  name: id,
  about: "Automates the house: Home Assistant, connected with the broker and the house's own models.",
  user: "hearth-home-assistant",
  optional: true,
  image: {
    reference:
      "ghcr.io/home-assistant/home-assistant:2026.9.4@sha256:3e6710a7ab2a61311d9d899b719f6c3657791c63e8f4942cec4ebc42401d6b76",
    uid: 70_003,
    // The set-up runs beside it, as a program with Node.
    brings: ["home-assistant"],
  },
  volume: id,
  backup: {
    databases: ["home-assistant_v2.db"],
    leaveOut: ["*.log", "*.log.*", "tts", "deps", "__pycache__"],
    check: [{ json: ".storage/auth" }, { json: ".storage/core.config_entries" }, { json: ".storage/onboarding" }],
  },
  downAlert: "HomeAssistantDown",
  ports: { homeAssistant: { default: 8123, about: "Home Assistant.", metrics: "/api/prometheus" } },
  options,
  node: (_id, cluster) => nodeOf(id, (cluster.jobOptions?.[id] as z.infer<typeof options> | undefined)?.node, cluster),
  // It talks to what there is in the house.
  egress: "anywhere",
  secrets: {
    /** The owner's, who logs in as `owner`. */
    "homeAssistant.password": { make: apiKey("ha-") },
    "homeAssistant.mqtt": {
      make: apiKey("mq-"),
      opens: { job: "mosquitto", as: id, rights: { read: ["#"], write: ["#"] } },
    },
    "homeAssistant.gateway": { make: apiKey("sk-hearth-"), opens: { job: "gateway", as: id } },
  },
  access: "homeAssistant.password",
  owner: "owner",
  panels: homePanels,
  artifacts: [
    { kind: "tool", name: id, entry: "python" },
    { kind: "tool", name: "node", entry: "bin/node" },
    { kind: "app", name: "home-set-up", files: ["home-set-up.mjs"] },
  ],
  needs: () => services,
  // Its first start makes a database and reads every integration.
  gate: () => ({ services: [id], limitMs: 600_000 }),
  variables: ({ secret }) => ({
    password: secret("homeAssistant.password"),
    mqtt: secret("homeAssistant.mqtt"),
    gateway: secret("homeAssistant.gateway"),
  }),
  context: ({ cluster, facts, ports, options, artifact }) => {
    requireBroker(cluster);
    const [program, node, setUp] = [artifact(id), artifact("node"), artifact("home-set-up")];
    const { name, country, language, currency, timeZone, keepDays } = options;
    return {
      port: ports.homeAssistant,
      ...{ name, country, language, currency, timeZone, keepDays },
      recorderFile: "/data/home-assistant_v2.db",
      ca: facts.ca,
      domain: cluster.domain,
      broker: { host: `mosquitto.${cluster.domain}`, port: numbersOf(brokerPorts, cluster.ports).mqtt },
      services,
      hasChat: cluster.experts.some(({ model }) => model.kind === "chat"),
      gatewayUrl: `https://gateway.${cluster.domain}:${numbersOf(gatewayPorts, cluster.ports).gateway}`,
      programUrl: program.url,
      programChecksum: `sha256:${program.sha256}`,
      nodeUrl: node.url,
      nodeChecksum: `sha256:${node.sha256}`,
      setUpUrl: setUp.url,
      setUpChecksum: `sha256:${setUp.sha256}`,
    };
  },
});

/** Refused where the inventory runs Home Assistant without the broker. */
function requireBroker({ jobOptions = {} }: Cluster): void {
  if (jobOptions[id] === undefined || jobOptions["mosquitto"] !== undefined) return;
  throw new HearthError({
    code: "CONFIG_INVALID",
    at: `jobs.${id}`,
    message: "Home Assistant needs the MQTT broker, and the inventory does not turn that on",
    hint: "Add `mosquitto: {}` to `jobs`.",
  });
}

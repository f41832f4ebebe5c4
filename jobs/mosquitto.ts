import { z } from "zod";
import { mqttUsersPrefix } from "@hearth/contracts/keys/mqtt-user.ts";
import { bytes } from "@hearth/kernel/units.ts";
import { dnsLabel, size } from "../lib/config/shape/fields.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import { nodeOf } from "../lib/jobs/node-of.ts";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import { apiKey } from "../lib/secrets/declared-secrets.ts";
import { mosquittoAccess, mosquittoPasswords } from "../lib/secrets/mosquitto-users.ts";

const id = "mosquitto";

export const ports = { mqtt: { default: 8883, about: "Mosquitto: MQTT over TLS." } } satisfies ListeningPorts;

export const options = z.strictObject({
  node: dnsLabel
    .optional()
    .meta({ description: "Machine that it runs on, and that keeps its messages.", defaultNote: "the first server" }),
  packetSize: size.default("1 MiB").meta({ description: "Largest packet that a client may send.", default: "1 MiB" }),
});

/** The node that it runs on. */
const brokerNode = (chosen: unknown, cluster: Parameters<typeof nodeOf>[2]): string =>
  nodeOf(id, (chosen as z.infer<typeof options> | undefined)?.node, cluster);

/** The MQTT broker: sensors and switches say there what they see, Home Assistant what they shall do. docs/how-to/mqtt.md. */
export const job = defineJob({
  name: id,
  about: "Carries the messages of sensors and switches: an MQTT broker with a name and topics for each client.",
  user: "hearth-mosquitto",
  optional: true,
  volume: id,
  // It writes a file beside and renames it, so a copy of the folder is whole. There is none before the first message that is kept.
  backup: { leaveOut: ["*.new"], check: [{ starts: "mosquitto.db", text: "mosquitto db" }] },
  downAlert: "MqttDown",
  // Its messages are there.
  node: (_id, cluster) => brokerNode(cluster.jobOptions?.[id], cluster),
  egress: [],
  ports,
  options,
  secrets: {
    "mosquitto.key": {
      make: apiKey("mq-"),
      opens: { job: id, as: "owner", rights: { read: ["#", "$SYS/#"], write: ["#"] } },
    },
    /** For the broker's own health check. */
    "mosquitto.check": {
      make: apiKey("mq-"),
      opens: { job: id, as: "check", rights: { read: ["$SYS/broker/uptime"] } },
    },
    "mosquitto.passwords": mosquittoPasswords(id),
    "mosquitto.access": mosquittoAccess(id),
    "mosquitto.tls": { certificateFor: id },
  },
  access: "mosquitto.key",
  consul: {
    title: "MQTT broker",
    about: "The broker's users",
    // Nomad renders them into its files.
    rules: [`key_prefix "${mqttUsersPrefix}" { policy = "read" }`],
  },
  artifacts: [
    {
      kind: "debian",
      name: id,
      packages: ["mosquitto", "mosquitto-clients", "libmosquitto1", "libcjson1", "libdlt2", "libwrap0"],
      files: [
        "usr/sbin/mosquitto",
        "usr/bin/mosquitto_sub",
        ...["libmosquitto.so.1", "libcjson.so.1", "libdlt.so.2", "libwrap.so.0"].map(
          (library) => `usr/lib/*/${library}`,
        ),
      ],
    },
  ],
  variables: ({ secret }) => ({
    passwords: secret("mosquitto.passwords"),
    access: secret("mosquitto.access"),
    tls: secret("mosquitto.tls"),
    check: secret("mosquitto.check"),
  }),
  context: ({ cluster, facts, ports, options, artifact }) => {
    const program = artifact(id);
    const node = brokerNode(options, cluster);
    return {
      // By name, as clients do: the certificate has no address.
      checkArguments: ["-h", `${node}.${cluster.domain}`, "-t", "$SYS/broker/uptime", "-C", "1", "-W", "4"],
      port: ports.mqtt,
      packetBytes: bytes(options.packetSize),
      ca: facts.ca,
      usersPath: mqttUsersPrefix.slice(0, -1),
      programUrl: program.url,
      programChecksum: `sha256:${program.sha256}`,
    };
  },
});

import { z } from "zod";
import { webAddress } from "@hearth/contracts/gateway/web-address.ts";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { secretName } from "../lib/config/shape/fields.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import { ownSecret, secretsNamedIn } from "../lib/secrets/own-secrets.ts";

const options = z.strictObject({
  ntfy: z
    .strictObject({
      url: webAddress.meta({ description: "Address of the topic, such as `https://ntfy.sh/my-house`." }),
      secret: secretName.optional().meta({
        description: "Name of the secret that is the access token.",
        defaultNote: "no token",
      }),
    })
    .optional()
    .meta({ description: "Messages to an ntfy topic." }),
  email: z
    .strictObject({
      to: z.email().meta({ description: "Who gets the messages." }),
      from: z.email().meta({ description: "Sender of the messages." }),
      server: z
        .string()
        .regex(/^[\w.-]+:\d+$/, "is not a mail server; write it as in `mail.example:587`")
        .meta({ description: "Mail server that takes them, with its port, such as `mail.example:587`." }),
      user: z.string().optional().meta({ description: "Name to log in with.", defaultNote: "no login" }),
      secret: secretName.optional().meta({
        description: "Name of the secret that is the password.",
        defaultNote: "no login",
      }),
    })
    .optional()
    .meta({ description: "Messages by e-mail." }),
  webhook: z
    .strictObject({
      secret: secretName.meta({
        description:
          "Name of the secret that is the address, such as that of a webhook of Home Assistant; whoever knows it can call it.",
      }),
    })
    .optional()
    .meta({ description: "Alertmanager's own JSON, to a program that understands it." }),
  matrix: z
    .strictObject({
      url: webAddress.meta({ description: "Address of the homeserver, such as `https://matrix.example`." }),
      room: z
        .string()
        .regex(/^![^\s:]+:\S+$/, "is not the id of a room; write it as in `!id:matrix.example`")
        .meta({ description: "The room's id, which begins with `!`." }),
      secret: secretName.meta({ description: "Name of the secret that is the access token of the sender." }),
    })
    .optional()
    .meta({ description: "Messages to a Matrix room." }),
});

/** Makes messages of Prometheus' alerts: one for everything that is wrong with a machine, none for what a silence covers. */
export const job = defineJob({
  name: "alertmanager",
  about: "Sends a message to a person when an alert fires, and when it is over.",
  user: "hearth-alertmanager",
  optional: true,
  ports: { alertmanager: { default: 9093, about: "Alertmanager.", metrics: "/metrics" } },
  options,
  // Whoever takes the messages is outside.
  egress: "anywhere",
  artifacts: [
    { kind: "debian", name: "prometheus-alertmanager" },
    { kind: "tool", name: "node", entry: "bin/node" },
    { kind: "app", name: "notifier", files: ["notifier.mjs"] },
  ],
  alerts: [
    {
      name: "MessagesNotSent",
      expression: "sum by (node, job, integration) (increase(alertmanager_notifications_failed_total[2m])) > 0",
      forSeconds: 0,
      severity: "critical",
      summary: "Alertmanager cannot send messages by {integration}",
    },
  ],
  variables: ({ secret }, cluster) =>
    Object.fromEntries(namesIn(cluster).map((name) => [name, secret(ownSecret(name))])),
  context: ({ cluster, ports, options: { ntfy, email, webhook, matrix }, artifact }) => {
    const [program, node, notifier] = ["prometheus-alertmanager", "node", "notifier"].map(artifact);
    return {
      port: ports.alertmanager,
      programUrl: program?.url ?? "",
      programChecksum: `sha256:${program?.sha256 ?? ""}`,
      nodeUrl: node?.url ?? "",
      nodeChecksum: `sha256:${node?.sha256 ?? ""}`,
      notifierUrl: notifier?.url ?? "",
      notifierChecksum: `sha256:${notifier?.sha256 ?? ""}`,
      arguments: [
        "--config.file=/secrets/alertmanager.yml",
        "--web.listen-address=${NOMAD_ADDR_http}",
        "--storage.path=/alloc/data/alertmanager",
        // It runs once.
        "--cluster.listen-address=",
      ],
      hasNotifier: ntfy !== undefined || matrix !== undefined,
      secretFiles: namesIn(cluster).map((name) => ({ name, file: `secrets/${name}` })),
      ntfy: ntfy !== undefined && { url: ntfy.url, tokenFile: fileOf(ntfy.secret) },
      email: email !== undefined && {
        to: email.to,
        from: email.from,
        server: email.server,
        user: email.user ?? "",
        passwordFile: fileOf(email.secret),
      },
      webhook: webhook?.secret ?? "",
      matrix: matrix !== undefined && { url: matrix.url, room: matrix.room, tokenFile: fileOf(matrix.secret) },
    };
  },
});

const fileOf = (secret: string | undefined): string => (secret === undefined ? "" : `/secrets/${secret}`);

const namesIn = ({ jobOptions }: Cluster): readonly string[] => secretsNamedIn(jobOptions?.["alertmanager"]);

import { mqttUserSchema, mqttUsersPrefix, type MqttUser } from "@hearth/contracts/keys/mqtt-user.ts";
import { table } from "@hearth/kernel/table.ts";
import type { ConsulKv } from "../consul/consul-api.ts";
import { mosquittoHash } from "../secrets/mosquitto-users.ts";
import type { Author } from "./change-key.ts";
import { RecordOffice, type KeyList } from "./record-office.ts";

/** The records of people's MQTT users. */
export const mqttUserOffice = (kv: ConsulKv): RecordOffice<MqttUser> =>
  new RecordOffice(kv, {
    prefix: mqttUsersPrefix,
    schema: mqttUserSchema,
    noun: "MQTT user",
    command: "hearth mqtt user",
    takenHint: (id) => `Choose another name, or free this one with \`hearth mqtt user delete ${id}\`.`,
  });

export type MqttTopics = Pick<MqttUser, "id" | "read" | "write">;

/** The record of a new user; of its password it holds the hash. */
export const newMqttUser = (topics: MqttTopics, password: string, { who, now }: Author): MqttUser => ({
  ...topics,
  password: mosquittoHash(password),
  createdAt: now.toISOString(),
  createdBy: who,
});

export function formatMqttUsers(
  { records, unreadable }: KeyList<MqttUser>,
  options: { readonly width?: number } = {},
): string {
  if (records.length + unreadable.length === 0) return "no users but those of Hearth's own jobs";
  const rows = [
    ...records.map(({ id, read, write }) => [id, read.join(" ") || "nothing", write.join(" ") || "nothing"]),
    ...unreadable.map(({ id, because }) => [id, `unreadable: ${because}`, ""]),
  ];
  return table(["user", "reads", "writes"], rows, options);
}

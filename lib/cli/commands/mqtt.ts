import { InvalidArgumentError, type Command } from "commander";
import { keyIdSchema } from "@hearth/contracts/keys/key-record.ts";
import { topicSchema, type MqttUser } from "@hearth/contracts/keys/mqtt-user.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { without } from "@hearth/kernel/omit.ts";
import { authorityFile } from "../../cluster/access-files.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { findService } from "../../cluster/find-service.ts";
import { makeKey } from "../../keys/make-key.ts";
import { formatMqttUsers, mqttUserOffice, newMqttUser } from "../../keys/mqtt-user-office.ts";
import { mosquittoHash } from "../../secrets/mosquitto-users.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { kitKeysOf } from "../../stack/rotate-kit-key.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { makeContext, print, type Context } from "../context.ts";
import { keepSecret, presentAuthor, withOutput } from "../keys/keep-secret.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { textOf } from "../options.ts";

interface AddOptions {
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly output?: string;
}

const userName = textOf(keyIdSchema);

export const register: RegisterCommand = (program, signal) => {
  const user = program
    .command("mqtt")
    .description("manage who may use the house's MQTT broker")
    .command("user")
    .description("manage the broker's users: which topics each may read and write")
    .addHelpText(
      "after",
      "\nA password is shown only once, when it is made; the cluster keeps its hash. Changes take effect within seconds.\nMore in docs/how-to/mqtt.md.",
    );
  const open = async () => {
    const context = makeContext(program.opts(), signal);
    const stack = await loadStack(context.stack);
    requireBroker(stack);
    reachCluster(stack);
    const { consul, access } = connectCluster(context.folder);
    return { context, stack, consul, domain: access.domain, users: mqttUserOffice(consul.kv) };
  };

  withOutput(withTopics(user.command("add").alias("create").argument("<name>", "what the client logs in as", userName)))
    .description("add a user and print the password (it is not shown again)")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth mqtt user add porch --write home/porch/#\n  hearth mqtt user add heater --read home/heater/set --write home/heater/state --output heater.password",
    )
    .action(async (id: string, { read, write, output }: AddOptions) => {
      const { context, stack, consul, domain, users } = await open();
      refuseKitUser(stack, id);
      if (read.length + write.length === 0) {
        user.error("error: name at least one topic, with --read or --write", { exitCode: exitCodes.usage });
      }
      const secret = makeKey("mqtt");
      const record = await keepSecret(secret, output, () =>
        users.create(newMqttUser({ id, read: [...read], write: [...write] }, secret.key, presentAuthor())),
      );
      printPassword(context, record, { password: secret.key, output });
      const place = await findService(consul, "mosquitto").catch(() => undefined);
      if (place === undefined) return;
      context.log.info(`broker: ${place.node}.${domain}, port ${place.port}, with TLS`);
      context.log.info(`authority of its certificate: ${authorityFile(stack.folder)}`);
    });

  user
    .command("list")
    .description("all users and their topics")
    .addHelpText("after", "\nExample:\n  hearth mqtt user list")
    .action(async () => {
      const { context, users } = await open();
      const list = await users.list();
      print(context, {
        json: { users: [...list.records.map(shown), ...list.unreadable] },
        text: formatMqttUsers(list, context),
      });
    });

  withOutput(user.command("rotate").argument("<name>", "a user", userName))
    .description("give a user a new password and print it (it is not shown again); the old one is refused at once")
    .addHelpText("after", "\nExample:\n  hearth mqtt user rotate porch")
    .action(async (id: string, { output }: Pick<AddOptions, "output">) => {
      const { context, stack, users } = await open();
      refuseKitUser(stack, id);
      const secret = makeKey("mqtt");
      const record = await keepSecret(secret, output, () =>
        users.change(id, (present) => ({ ...present, password: mosquittoHash(secret.key) })),
      );
      printPassword(context, record, { password: secret.key, output });
    });

  user
    .command("delete")
    .argument("<name>", "a user", userName)
    .description("refuse a user from now on, and delete its record")
    .addHelpText("after", "\nExample:\n  hearth mqtt user delete porch")
    .action(async (id: string) => {
      const { context, stack, users } = await open();
      refuseKitUser(stack, id);
      await users.forget(id);
      print(context, { json: { id, deleted: true }, text: `${id}: deleted` });
    });
};

const withTopics = (command: Command): Command =>
  command
    .option("--read <topic>", "a topic that it may subscribe to; may be repeated", collect, [])
    .option("--write <topic>", "a topic that it may publish to; may be repeated", collect, []);

function collect(text: string, former: readonly string[]): readonly string[] {
  const topic = topicSchema.safeParse(text);
  if (!topic.success) throw new InvalidArgumentError(`For a topic ${topic.error.issues[0]?.message ?? ""}.`);
  return [...former, topic.data];
}

function printPassword(
  context: Context,
  record: MqttUser,
  { password, output }: { readonly password: string; readonly output: string | undefined },
): void {
  if (output === undefined) context.log.info(`${record.id}: this is the only time that the password is shown`);
  print(context, {
    json: { ...shown(record), ...(output === undefined ? { password } : { file: output }) },
    text: output === undefined ? password : `${record.id}: the password is in ${output}`,
  });
}

/** A record without its hash. */
const shown = (record: MqttUser): object => without(record, "password");

function requireBroker({ jobs, inventoryFile }: Stack): void {
  if (jobs.some(({ name }) => name === "mosquitto")) return;
  throw new HearthError({
    code: "CONFIG_INVALID",
    at: inventoryFile,
    message: "this cluster runs no MQTT broker",
    hint: "Add `jobs: { mosquitto: {} }` to the inventory, then run `hearth up`.",
  });
}

function refuseKitUser(stack: Stack, id: string): void {
  if (!kitKeysOf(stack, "mosquitto").some((key) => key.id === id)) return;
  throw new HearthError({
    code: "KEY_UNUSABLE",
    message: `'${id}' is the name of a user that Hearth makes itself`,
    hint: "Choose another name. `hearth mqtt user list` shows the users that you have added.",
  });
}

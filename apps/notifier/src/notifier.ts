import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { messageOf as reasonOf } from "@hearth/kernel/errors.ts";
import { createDrain } from "@hearth/service/http/create-drain.ts";
import { listen } from "@hearth/service/http/http-server.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Service } from "@hearth/service/run-service.ts";
import type { NotifierConfig } from "./config.ts";
import { messageOf, notificationSchema } from "./message.ts";
import { sendersOf, type Send } from "./send-message.ts";

/** How long a message that is being sent may take after the notifier was asked to stop. */
const drainMs = 12_000;

/** Serves `POST /ntfy` and `POST /matrix`, whichever are configured, for Alertmanager on this machine. */
export async function startNotifier(
  config: NotifierConfig,
  log: JsonLog,
): Promise<Service & { readonly address: AddressInfo }> {
  const senders = sendersOf(config);
  const server = createServer((request, response) => {
    void answer(request, response, { senders, log });
  });
  const address = await listen(server, config.listen);
  log.info("ready", { ...config.listen, services: Object.keys(senders).join(", ") });
  const drain = createDrain(server);
  return { address, drain: () => drain(drainMs) };
}

interface Scene {
  readonly senders: Readonly<Record<string, Send>>;
  readonly log: JsonLog;
}

async function answer(request: IncomingMessage, response: ServerResponse, { senders, log }: Scene): Promise<void> {
  const end = (status: number, said: string): void => {
    response.writeHead(status, { "content-type": "text/plain" }).end(`${said}\n`);
  };
  const service = (request.url ?? "").slice(1);
  const send = Object.hasOwn(senders, service) ? senders[service] : undefined;
  if (request.method !== "POST" || send === undefined) {
    end(404, "no such service");
    return;
  }
  try {
    const message = messageOf(notificationSchema.parse(JSON.parse(await text(request))));
    await send(message);
    log.info("sent", { service, title: message.title });
    end(200, "sent");
  } catch (thrown) {
    log.error("not sent", { service, because: reasonOf(thrown) });
    // Alertmanager tries again after a 5xx, and counts it.
    end(502, reasonOf(thrown));
  }
}

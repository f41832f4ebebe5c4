import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { NotifierConfig } from "./config.ts";
import type { Message } from "./message.ts";

/** A service of the configuration takes the message, or this throws why it did not. */
export type Send = (message: Message) => Promise<void>;

/** How each service of the configuration is sent a message. */
export function sendersOf({ ntfy, matrix }: NotifierConfig): Readonly<Record<string, Send>> {
  return {
    ...(ntfy && { ntfy: (message: Message) => sendToNtfy(ntfy, message) }),
    ...(matrix && { matrix: (message: Message) => sendToMatrix(matrix, message) }),
  };
}

/** https://docs.ntfy.sh/publish/#publish-as-json */
async function sendToNtfy({ url, tokenFile }: NonNullable<NotifierConfig["ntfy"]>, message: Message): Promise<void> {
  const at = new URL(url);
  const topic = at.pathname.split("/").at(-1) ?? "";
  at.pathname = at.pathname.slice(0, at.pathname.length - topic.length);
  const body = {
    topic,
    title: message.title,
    message: message.text,
    priority: message.isUrgent ? 4 : 3,
    tags: [message.isOver ? "white_check_mark" : message.isUrgent ? "rotating_light" : "warning"],
  };
  await send(at, { method: "POST", body, tokenFile });
}

/** https://spec.matrix.org/v1.11/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid */
async function sendToMatrix(
  { url, room, tokenFile }: NonNullable<NotifierConfig["matrix"]>,
  { title, text }: Message,
): Promise<void> {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${randomUUID()}`;
  const body = { msgtype: "m.text", body: `${title}\n${text}` };
  await send(new URL(path, url), { method: "PUT", body, tokenFile });
}

const limitMs = 10_000;

interface Sent {
  readonly method: "POST" | "PUT";
  readonly body: unknown;
  readonly tokenFile: string | undefined;
}

async function send(url: URL, { method, body, tokenFile }: Sent): Promise<void> {
  const answer = await fetch(url, {
    method,
    headers: {
      "content-type": "application/json",
      ...(tokenFile !== undefined && { authorization: `Bearer ${readFileSync(tokenFile, "utf8").trim()}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(limitMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`${url.host} answered ${answer.status}`);
}

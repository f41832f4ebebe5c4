import { Agent, type AgentOptions } from "node:https";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";
import { sshStream, type SshStreamOptions } from "./ssh-stream.ts";

export interface SshTunnelOptions extends SshStreamOptions {
  /** PEM of the cluster's CA. */
  readonly ca: string;
  /** The name in the certificate: `n1.hearth`. */
  readonly serverName: string;
  /** Whether connections are kept for later requests; they are by default. */
  readonly keepAlive?: boolean;
}

/** Connections are kept for later requests: a new one costs an SSH channel and a TLS handshake. */
const pool: AgentOptions = { keepAlive: true, maxSockets: 4 };

/** An agent of node:https whose connections go through a node over SSH, with TLS from end to end. */
export class SshTunnelAgent extends Agent {
  readonly #options: SshTunnelOptions;

  constructor(options: SshTunnelOptions) {
    super({ ...pool, keepAlive: options.keepAlive ?? true });
    this.#options = options;
  }

  createConnection(): Duplex {
    const { ca, serverName } = this.#options;
    const stream = sshStream(this.#options);
    const socket = connect({ socket: stream, ca, servername: serverName });
    // TLS reports the end of the stream below it, not the reason.
    stream.on("error", (error) => socket.destroy(error));
    socket.on("close", () => stream.destroy());
    return socket;
  }
}

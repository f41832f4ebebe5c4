import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import { sshStream, type SshStreamOptions } from "./ssh-stream.ts";

/** An agent of node:http whose connections go through a node over SSH, for services that speak plain HTTP on the overlay. */
export class SshHttpAgent extends Agent {
  readonly #options: SshStreamOptions;

  constructor(options: SshStreamOptions) {
    super();
    this.#options = options;
  }

  createConnection(): Duplex {
    return sshStream(this.#options);
  }
}

import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { messageOf } from "../errors.ts";

export interface SshStreamOptions {
  readonly sshConfigFile: string;
  /** The node to go through. */
  readonly node: string;
  /** Where the connection ends, as the node names it: `n1.hearth:4646`. */
  readonly target: string;
  /** The program; `ssh` unless told. */
  readonly program?: string;
}

const errorTailBytes = 2_000;

/**
 * One TCP connection through a node, as a stream; ssh ends with it. The shared connection is used where there is one, but
 * never started here: it would keep our stderr open.
 */
export function sshStream({ sshConfigFile, node, target, program = "ssh" }: SshStreamOptions): Duplex {
  const child = spawn(program, ["-F", sshConfigFile, "-o", "ControlMaster=no", "-W", target, node], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const { stdin, stdout, stderr } = child;
  let said = "";
  stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-errorTailBytes)));

  const stream = new Duplex({
    write: (chunk: Buffer, _encoding, done) => void stdin.write(chunk, done),
    final: (done) => void stdin.end(done),
    read: () => void stdout.resume(),
    destroy: (error, done) => {
      child.kill();
      // A pipe that is still open would hold the program back from ending.
      for (const pipe of [stdin, stdout, stderr]) pipe.destroy();
      done(error);
    },
  });
  const fail = (because: string): void => void stream.destroy(new Error(`ssh to ${node}: ${because}`));
  stdout.on("data", (chunk: Buffer) => {
    if (!stream.push(chunk)) stdout.pause();
  });
  stdout.on("end", () => stream.push(null));
  // The exit says more than the broken pipe that comes just before it.
  stdin.on("error", () => undefined);
  child.on("error", (thrown) => fail(messageOf(thrown)));
  child.on("exit", (code) => {
    if (code !== 0 && !stream.destroyed) fail(said.trim() === "" ? `ended with ${code ?? "a signal"}` : said.trim());
  });
  return stream;
}

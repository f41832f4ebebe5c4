import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { messageOf } from "@hearth/kernel/errors.ts";

export interface SshStreamOptions {
  readonly sshConfigFile: string;
  /** The node to go through. */
  readonly node: string;
  /** Where the connection ends, as the node names it: `n1.hearth:4646`. */
  readonly target: string;
  /** The program; `ssh` by default. */
  readonly program?: string;
}

const errorTailBytes = 2_000;

/**
 * One TCP connection through a node, as a stream; ssh ends with it. A shared connection is used if there is one, but never opened
 * here: it would keep our stderr open.
 */
export function sshStream({ sshConfigFile, node, target, program = "ssh" }: SshStreamOptions): Duplex {
  const child = spawn(program, ["-F", sshConfigFile, "-o", "ControlMaster=no", "-W", target, node], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const { stdin, stdout, stderr } = child;
  let said = "";
  stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-errorTailBytes)));

  const stream = new Duplex({
    // A broken pipe does not explain the failure: why the program ended is known a moment later.
    write: (chunk: Buffer, _encoding, done) => void stdin.write(chunk, () => done()),
    final: (done) => void stdin.end(() => done()),
    read: () => void stdout.resume(),
    destroy: (error, done) => {
      child.kill();
      // An open pipe would keep the program from ending.
      for (const pipe of [stdin, stdout, stderr]) pipe.destroy();
      done(error);
    },
  });
  const fail = (because: string): void => void stream.destroy(new Error(`ssh to ${node}: ${because}`));
  stdout.on("data", (chunk: Buffer) => {
    if (!stream.push(chunk)) stdout.pause();
  });
  stdin.on("error", () => undefined);
  child.on("error", (thrown) => fail(messageOf(thrown)));
  // Not at the end of stdout: only the exit status tells success from failure.
  child.on("close", (code) => {
    if (code === 0) stream.push(null);
    else fail(said.trim() === "" ? `ended with ${code ?? "a signal"}` : said.trim());
  });
  return stream;
}

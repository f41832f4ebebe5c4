import { spawn } from "node:child_process";
import { connect } from "node:net";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { findService } from "../../cluster/find-service.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { freePort } from "../../free-port.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("open")
    .argument("<service>", "a service of the cluster: gateway, prometheus, nomad, consul")
    .description("forward a service of the overlay to a local port and print its URL, until Ctrl-C")
    .addHelpText("after", "\nExamples:\n  hearth open prometheus\n  hearth open gateway --json")
    .action(async (service: string) => {
      const context = makeContext(program.opts(), signal);
      const { cluster } = await loadStack(context.stack);
      prepareSsh({ cluster, folder: context.folder });
      const { access, consul } = connectCluster(context.folder);
      const agents: Readonly<Record<string, number>> = access.ports;
      const agentPort = agents[service];
      const place =
        agentPort === undefined
          ? await findService(consul, service)
          : { node: cluster.servers[0] ?? "", port: agentPort };
      const port = await freePort();
      const forward = `127.0.0.1:${port}:${place.node}.${access.domain}:${place.port}`;
      const child = spawn(
        "ssh",
        [
          "-F",
          access.sshConfigFile,
          "-o",
          "ControlPath=none",
          "-o",
          "ExitOnForwardFailure=yes",
          "-N",
          "-L",
          forward,
          place.node,
        ],
        {
          stdio: ["ignore", "ignore", "inherit"],
        },
      );
      signal.addEventListener("abort", () => child.kill());
      const ended = new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 0)));
      await waitFor({ what: `the forward to ${service}`, limitMs: 15_000, intervalMs: 100, signal }, async () => {
        if (child.exitCode !== null) throw forwardFailed(service, place.node);
        return (await accepts(port)) ? ready(undefined) : notYet("ssh has not opened the port");
      });
      const url = `${agentPort === undefined ? "http" : "https"}://127.0.0.1:${port}`;
      print(context, { json: { url }, text: `${url}  (${service} on ${place.node}; Ctrl-C ends it)` });
      const code = await ended;
      if (!signal.aborted && code !== 0) throw forwardFailed(service, place.node);
    });
};

const forwardFailed = (service: string, node: string): HearthError =>
  new HearthError({
    code: "NODE_UNREACHABLE",
    message: `the forward to ${service} on ${node} has ended`,
    hint: "Check the cluster with `hearth status`, then open it again.",
  });

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

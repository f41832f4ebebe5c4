import { spawn, type ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { join, relative } from "node:path";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { table } from "@hearth/kernel/table.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { jobKeyFile } from "../../cluster/access-files.ts";
import { connectCluster, type ClusterConnection } from "../../cluster/connect-cluster.ts";
import { findService, type ServicePlace } from "../../cluster/find-service.ts";
import { secureService } from "../../cluster/service-endpoint.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { freePort } from "../../free-port.ts";
import { root } from "../../paths.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { stackCommand } from "../../stack-command.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { followService, type OpenForward } from "../follow-service.ts";
import { choosePort, rememberedPorts, rememberPort } from "../local-port.ts";
import { openPlainPort } from "../plain-port.ts";
import { findJob } from "../logs/find-source.ts";
import { localPort, parse } from "../options.ts";

export const register: RegisterCommand = (program, signal) => {
  const open = program.command("open");
  open
    .argument("[service]", "a job with a service, such as gateway, memory or prometheus; or nomad, consul")
    .option("-p, --port <number>", "the port on this computer; remembered for the next time", parse(localPort))
    .description(
      "make a service of the cluster reachable on this computer, and print its URL, until Ctrl-C; without a name, list them",
    )
    .addHelpText(
      "after",
      "\nThe port stays the same each time, and the URL goes on working when the service moves to another node." +
        "\n\nExamples:\n  hearth open\n  hearth open gateway\n  hearth open gateway --port 9000\n  hearth open prometheus\n  hearth open gateway --json",
    )
    .action(async (word: string | undefined, { port: asked }: { port?: number }) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      if (word === undefined) {
        const services = servicesOf(stack);
        const rows = services.map(({ name, about }) => [name, about]);
        print(context, { json: { services }, text: table(["service", "what it is"], rows, context) });
        return undefined;
      }
      const service = agents.includes(word) ? word : findJob(word, jobsOf(stack));
      if (typeof service !== "string") {
        const message = `there is no service ${word}; ${suggestion(word, [...jobsOf(stack), ...agents])}`;
        return open.error(`error: ${message}`, { exitCode: exitCodes.usage });
      }
      reachCluster(stack);
      const connection = connectCluster(context.folder);
      const find = (): Promise<ServicePlace> => placeOf(service, stack, connection);
      const place = await find();
      const wishes = { asked, remembered: rememberedPorts(context.folder)[service], own: place.port };
      const { port, remember, notice, isNew } = await choosePort(wishes);
      if (notice !== undefined) context.log.warn(notice);
      const tls = secureService(connection.access, service);
      // A service that speaks TLS is forwarded to a port that only the plain one uses.
      const plain = tls && (await openPlainPort(port, { port: await freePort(), ...tls }));
      const forward = { service, port: plain?.target ?? port, connection, context };
      const child = await startForward(place, forward);
      if (remember) rememberPort(context.folder, service, port);
      const url = `${agents.includes(service) ? "https" : "http"}://127.0.0.1:${port}`;
      const secret = secretFile(service, stack, connection);
      const where = secret === undefined ? "" : `; ${secret.use} in ${relative(root, secret.file)}`;
      print(context, {
        json: { url, service, node: place.node, ...(secret && { secretFile: secret.file }) },
        text: `${url}  (${service} on ${place.node}${where}; Ctrl-C ends it)`,
      });
      if (isNew === true) {
        const command = stackCommand(context.stack, `open ${service}`);
        context.log.info(`port ${port} is remembered: \`${command}\` uses it from now on`);
      }
      await followService(service, {
        first: { place, forward: asForward(child) },
        find,
        start: async (moved) => asForward(await startForward(moved, forward)),
        say: (text) => context.log.info(text),
        signal,
      }).catch((thrown: unknown) => {
        // Ctrl-C is how it ends.
        if (!signal.aborted) throw thrown;
      });
      plain?.close();
    });
};

const asForward = (child: ChildProcess): OpenForward => ({
  hasEnded: () => child.exitCode !== null || child.signalCode !== null,
  close: () => void child.kill(),
});

const agents: readonly string[] = ["nomad", "consul"];

/** What can be opened: jobs that listen on the overlay, and the agents. */
const servicesOf = ({ jobs, cluster }: Stack): readonly { readonly name: string; readonly about: string }[] => [
  ...jobs
    .filter((job) => job.endpoints(cluster).some(({ protocol, from }) => protocol === "tcp" && from === undefined))
    .flatMap((job) => job.ids(cluster).map((name) => ({ name, about: job.about }))),
  { name: "nomad", about: "Nomad's API." },
  { name: "consul", about: "Consul's API." },
];

const jobsOf = ({ jobs, cluster }: Stack): readonly string[] => jobs.flatMap((job) => job.ids(cluster));

function placeOf(service: string, { cluster }: Stack, { access, consul }: ClusterConnection): Promise<ServicePlace> {
  const ports: Readonly<Record<string, number>> = access.ports;
  const agentPort = agents.includes(service) ? ports[service] : undefined;
  return agentPort === undefined
    ? findService(consul, service)
    : Promise.resolve({ node: cluster.servers[0] ?? "", port: agentPort });
}

function secretFile(
  service: string,
  { jobs, folder }: Stack,
  { access }: ClusterConnection,
): { readonly use: string; readonly file: string } | undefined {
  if (service === "nomad") return { use: "token", file: access.nomadTokenFile };
  if (service === "consul") return { use: "token", file: access.consulTokenFile };
  const job = jobs.find(({ name, access: key }) => name === service && key !== undefined);
  if (job === undefined) return undefined;
  const use = job.owner === undefined ? "key" : `sign in as ${job.owner} with the password`;
  return { use, file: join(jobKeyFile(folder, service)) };
}

interface Forward {
  readonly service: string;
  readonly port: number;
  readonly connection: ClusterConnection;
  readonly context: Context;
}

/** Starts ssh, and waits until the port accepts connections. Throws NODE_UNREACHABLE. */
async function startForward(
  place: ServicePlace,
  { service, port, connection: { access }, context: { signal } }: Forward,
): Promise<ChildProcess> {
  const target = `127.0.0.1:${port}:${place.node}.${access.domain}:${place.port}`;
  const options = ["-o", "ControlPath=none", "-o", "ExitOnForwardFailure=yes", "-N", "-L", target];
  const child = spawn("ssh", ["-F", access.sshConfigFile, ...options, place.node], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  signal.addEventListener("abort", () => child.kill(), { once: true });
  await waitFor({ what: `the forward to ${service}`, limitMs: 15_000, intervalMs: 100, signal }, async () => {
    if (child.exitCode !== null) throw forwardFailed(service, place.node);
    return (await accepts(port)) ? ready(undefined) : notYet("ssh has not opened the port");
  });
  return child;
}

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

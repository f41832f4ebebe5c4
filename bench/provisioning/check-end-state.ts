import { numbersOf } from "../../lib/config/shape/ports.ts";
import { ports as headscalePorts } from "../../roles/headscale.ts";
import { ports as exporterPorts } from "../../roles/node-exporter.ts";
import { ports as tailscalePorts } from "../../roles/tailscale.ts";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Cluster } from "../../lib/config/derive/cluster.ts";
import { quote } from "../../lib/steps/quote.ts";
import { findTool } from "../../lib/toolchain/rows/table.ts";
import { toolFolder } from "../../lib/toolchain/installed/tool-folder.ts";
import type { StackSecrets } from "../../lib/secrets/stack-secrets.ts";
import { secretValue } from "../../lib/secrets/secret-value.ts";
import { runTimed } from "../measure/run-timed.ts";
import { readEndState, type EndState } from "./read-end-state.ts";
import { nodePrograms } from "./node-programs.ts";

export interface EndStateContext {
  readonly cluster: Cluster;
  readonly sshConfigFile: string;
  readonly secrets: StackSecrets;
  /** Accounts that jobs run as. */
  readonly jobUsers: readonly string[];
}

/** Asks every node by one and the same script whether it is what both sides have to make. Throws when a fact does not hold. */
export async function checkEndState(context: EndStateContext): Promise<EndState> {
  const script = readFileSync(join(import.meta.dirname, "end-state.sh"), "utf8");
  const outputs = await Promise.all(
    context.cluster.nodes.map(async ({ name }) => {
      const input = `${variables(context, name)}\n${script}`;
      const { stdout } = await runTimed(["ssh", "-F", context.sshConfigFile, name, "sudo -n sh -s"], { input });
      return { node: name, stdout };
    }),
  );
  return readEndState(outputs);
}

function variables({ cluster, secrets, jobUsers }: EndStateContext, node: string): string {
  const { ports, users, overlay } = cluster;
  const values: Readonly<Record<string, string | number>> = {
    node,
    nodes: cluster.nodes.map(({ name }) => name).join(" "),
    servers: cluster.servers.join(" "),
    control: overlay.control === "headscale" ? overlay.node : "",
    depot: cluster.depot,
    domain: cluster.domain,
    job_users: jobUsers.join(" "),
    people: users.map(({ name }) => name).join(" "),
    sudoers: users.flatMap(({ name, sudo }) => (sudo ? [name] : [])).join(" "),
    public_key: users[0]?.keys[0] ?? "",
    binaries: binaries().join("\n"),
    consul_token: secretValue(secrets, "consul.management"),
    nomad_token: secretValue(secrets, "nomad.management"),
    port_ssh: ports.ssh,
    port_wireguard: numbersOf(tailscalePorts, ports).wireguard,
    port_headscale: numbersOf(headscalePorts, ports).headscale,
    port_stun: numbersOf(headscalePorts, ports).stun,
    port_depot: ports.depot,
    port_node_exporter: numbersOf(exporterPorts, ports).nodeExporter,
    port_consul_https: ports.consul.https,
    port_consul_serf: ports.consul.serf,
    port_consul_server: ports.consul.server,
    port_nomad_http: ports.nomad.http,
    port_nomad_rpc: ports.nomad.rpc,
    port_nomad_serf: ports.nomad.serf,
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join("\n");
}

/** `consul <sha256>`, one line for each executable that nodes get. */
function binaries(): readonly string[] {
  return nodePrograms.flatMap((name) =>
    findTool(name)
      .provides.filter((path) => path.startsWith("bin/"))
      .map((path) => {
        const sha256 = createHash("sha256")
          .update(readFileSync(join(toolFolder(name), path)))
          .digest("hex");
        return `${basename(path)} ${sha256}`;
      }),
  );
}

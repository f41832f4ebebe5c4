import { dirname, join } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";
import type { Cluster, Expert } from "../config/derive/cluster.ts";
import { gatewayConfiguration } from "../jobs/gateway-configuration.ts";
import { gatewayMapping } from "../jobs/gateway-mapping.ts";
import { llamaArguments } from "../jobs/llama-arguments.ts";

/** Ports of 127.0.0.1. */
export interface LocalPorts {
  readonly gateway: number;
  readonly memory: number;
  readonly consul: { readonly http: number; readonly serf: number; readonly server: number };
  /** By the expert's name. */
  readonly experts: Readonly<Record<string, number>>;
}

export interface LocalScene {
  readonly experts: readonly Expert[];
  readonly gateway: Cluster["gateway"] | undefined;
  readonly ports: LocalPorts;
  /** Holds every file below. */
  readonly folder: string;
  /** By their names in the stack: `gateway.keys`, `memory.keys` and others. */
  readonly secret: (name: string) => string;
  /** Path of a program or a model by its file name. */
  readonly tool: (file: string) => string;
  /** The checkout. */
  readonly root: string;
  readonly cores: number;
}

/** A program that runs on this computer. */
export interface LocalProgram {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Answers with 200 once the program can be used. */
  readonly readyUrl: string;
}

export interface LocalHouse {
  /** Contents by path below the folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Those of a stage start together, once those before them are ready. */
  readonly stages: readonly (readonly LocalProgram[])[];
}

/** The inventory's first chat expert and its first one for embeddings, whole: without workers. */
export function localExperts({ experts }: Pick<Cluster, "experts">): readonly Expert[] {
  return (["chat", "embedding"] as const).flatMap((kind) => {
    const expert = experts.find(({ model }) => model.kind === kind);
    return expert === undefined ? [] : [{ ...expert, workers: [] }];
  });
}

/** Gateway, memory and experts as plain processes of this computer, and a Consul in which they find each other. Pure. */
export function localHouse(scene: LocalScene): LocalHouse {
  const { experts, ports, tool, root } = scene;
  const app = (name: "gateway" | "memory", port: number): LocalProgram => ({
    name,
    command: tool("node"),
    arguments: [join(root, "apps", name, "src/server.ts")],
    environment: {
      [`HEARTH_${name.toUpperCase()}_CONFIG`]: join(scene.folder, `${name}.json`),
      NODE_ENV: "production",
    },
    readyUrl: `${here(port)}/health/ready`,
  });
  const consul: LocalProgram = {
    name: "consul",
    command: tool("consul"),
    arguments: ["agent", "-dev", `-config-file=${join(scene.folder, "consul.json")}`],
    environment: {},
    readyUrl: `${here(ports.consul.http)}/v1/status/leader`,
  };
  return {
    files: filesOf(scene),
    stages: [
      [consul, ...experts.map((expert) => expertProgram(expert, scene))],
      [app("gateway", ports.gateway)],
      // It asks the gateway for embeddings as it starts.
      [app("memory", ports.memory)],
    ],
  };
}

const here = (port: number): string => `http://127.0.0.1:${port}`;

const portOf = ({ ports }: Pick<LocalScene, "ports">, expert: Expert): number => ports.experts[expert.name] ?? 0;

function expertProgram(expert: Expert, scene: LocalScene): LocalProgram {
  const { model } = expert;
  const port = portOf(scene, expert);
  const command = scene.tool("llama-server");
  const values: Readonly<Record<string, string>> = {
    "${NOMAD_IP_http}": "127.0.0.1",
    "${NOMAD_PORT_http}": String(port),
    "${attr.cpu.numcores}": String(scene.cores),
    [`local/${model.file}`]: scene.tool(model.file),
  };
  return {
    name: `expert-${expert.name}`,
    command,
    arguments: llamaArguments(expert).map((argument) => values[argument] ?? argument),
    environment: { LD_LIBRARY_PATH: dirname(command) },
    readyUrl: `${here(port)}/health`,
  };
}

function filesOf(scene: LocalScene): Readonly<Record<string, string>> {
  const { experts, ports, folder, secret } = scene;
  const chat = experts.find(({ model }) => model.kind === "chat");
  const embedding = experts.find(({ model }) => model.kind === "embedding");
  const gatewayUrl = here(ports.gateway);
  const byGateway = (expert: Expert | undefined) =>
    expert && { url: gatewayUrl, model: expert.model.name, keyFile: join(folder, "secrets/memory-gateway") };
  const json = {
    "consul.json": consulConfiguration(scene),
    "gateway.json": {
      listen: { address: "127.0.0.1", port: ports.gateway },
      consul: { url: here(ports.consul.http) },
      ...inFolder(gatewayConfiguration(defined({ gateway: ownGateway(scene.gateway) })), folder),
      keysFile: join(folder, "secrets/gateway-keys.json"),
    },
    "local/mapping.json": gatewayMapping({ experts, ...defined({ gateway: scene.gateway }) }),
    "memory.json": {
      listen: { address: "127.0.0.1", port: ports.memory },
      store: { engine: "sqlite", file: join(folder, "data/memory.sqlite") },
      keysFile: join(folder, "secrets/memory-keys.json"),
      encryptionKeysFile: join(folder, "secrets/memory-encryption.json"),
      embeddings: embedding && { ...byGateway(embedding), contextTokens: embedding.context },
      chat: byGateway(chat),
      backups: { folder: join(folder, "data/backups") },
    },
  };
  return {
    ...Object.fromEntries(Object.entries(json).map(([path, content]) => [path, JSON.stringify(content, null, 2)])),
    "secrets/gateway-keys.json": secret("gateway.keys"),
    "secrets/memory": secret("gateway.memory"),
    "secrets/memory-keys.json": secret("memory.keys"),
    "secrets/memory-encryption.json": secret("memory.encryption"),
    "secrets/memory-gateway": secret("memory.gateway"),
    "gateway.key": secret("gateway.key"),
    "memory.key": secret("memory.key"),
  };
}

/** Without what needs the stack's own secrets or its overlay. */
const ownGateway = (gateway: LocalScene["gateway"]): LocalScene["gateway"] =>
  gateway && without(gateway, "providers", "access");

/** In a job, `/local` and `/secrets` are folders of its own; here they lie in the one folder. */
const inFolder = <T extends object>(configuration: T, folder: string): T =>
  JSON.parse(
    JSON.stringify(configuration, (_, value: unknown) =>
      typeof value === "string" && /^\/(local|secrets)\//.test(value) ? join(folder, value) : value,
    ),
  ) as T;

interface LocalService {
  readonly name: string;
  readonly port: number;
  /** Answers with 200 while the service is healthy. */
  readonly path: string;
  readonly meta?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
}

function consulConfiguration(scene: LocalScene): object {
  const { experts, ports } = scene;
  const services: readonly LocalService[] = [
    ...experts.map((expert) => ({
      name: `expert-${expert.name}`,
      port: portOf(scene, expert),
      path: "/health",
      tags: ["expert"],
      meta: {
        expert: expert.name,
        model: expert.model.name,
        kind: expert.model.kind,
        context: String(expert.context),
      },
    })),
    { name: "memory", port: ports.memory, path: "/health/ready" },
    { name: "gateway", port: ports.gateway, path: "/health/ready" },
  ];
  const { http, serf, server } = ports.consul;
  return {
    node_name: "here",
    bind_addr: "127.0.0.1",
    client_addr: "127.0.0.1",
    log_level: "warn",
    disable_update_check: true,
    ports: { http, server, serf_lan: serf, serf_wan: -1, dns: -1, grpc: -1, grpc_tls: -1 },
    services: services.map(({ path, ...service }) => ({
      ...service,
      address: "127.0.0.1",
      check: { name: "ready", http: here(service.port) + path, interval: "1s", timeout: "3s" },
    })),
  };
}

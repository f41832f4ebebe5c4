import { isAbsolute, join } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { bytes } from "@hearth/kernel/units.ts";
import type { Declared } from "../shape/declared.ts";
import type { PlacedExpert, Placement, ReducedForm } from "../../placement/placement.ts";
import type { Cluster, ClusterNode, Expert, ExpertServing, Model, Overlay, ReducedExpert } from "./cluster.ts";
import { deriveBackup } from "./derive-backup.ts";
import { portsOf } from "./ports.ts";
import type { Ports } from "../shape/ports.ts";
import { defaultUser } from "./default-user.ts";
import { assignSlots } from "./expert-slots.ts";
import { megahertz } from "../shape/fields.ts";
import type { GatewaySection } from "../shape/gateway-section.ts";
import type { Inventory } from "../shape/inventory-schema.ts";
import { servableModel, type FactsByChecksum } from "./known-model.ts";
import { layersOf, runtimeOf, settingOf } from "./layers.ts";
import type { Models } from "../shape/models-schema.ts";

interface Parts {
  readonly inventory: Inventory;
  readonly models: Models;
  /** Of the experts that Hearth places; absent if there are none. */
  readonly placement?: Placement;
  /** Of split experts that were placed by hand. */
  readonly reduced?: Readonly<Record<string, ReducedForm>>;
  readonly facts: FactsByChecksum;
  /** Options of roles for each node, in the nodes' order, layered and checked. */
  readonly options: readonly Readonly<Record<string, unknown>>[];
  /** The inventory's folder, which its paths are relative to. */
  readonly folder: string;
  readonly declared: Declared;
}

/** The cluster that a checked inventory describes: defaults filled in, layers merged, ports assigned. Pure. */
export function deriveCluster({
  inventory,
  models,
  facts,
  placement,
  reduced: byHand = {},
  options,
  folder,
  declared,
}: Parts): Cluster {
  const { cluster, users = [], experts = [], gateway, preflight, backup } = inventory;
  const [firstServer = ""] = cluster.servers;
  const ports = portsOf(cluster.ports, declared.ports);
  const jobOptions = optionsOfJobs(inventory, declared);
  const slots = assignSlots(experts.map(({ name }) => name));
  return {
    name: cluster.name,
    nodesFrom: cluster.nodesFrom ?? "inventory",
    datacenter: cluster.datacenter ?? "home",
    domain: cluster.domain ?? "hearth",
    nodes: inventory.nodes.map((_, index) => deriveNode({ inventory, index, ports, options: options[index] ?? {} })),
    users: users.map(({ name, keys, sudo = false }) => ({ name, keys: keys.map((key) => key.trim()), sudo })),
    ...(inventory.people !== undefined && {
      people: inventory.people.map((person) => ({ ...person, keys: person.keys ?? [person.name] })),
    }),
    overlay: deriveOverlay(cluster.overlay, firstServer),
    servers: cluster.servers,
    ...defined({ services: cluster.services }),
    depot: cluster.depot ?? firstServer,
    ports,
    experts: experts.map((written, index): Expert => {
      const placed = placement?.experts.find(({ expert }) => expert === written.name);
      const { head, workers = [] } = placed ?? written;
      if (head === undefined) throw new TypeError(`the expert ${written.name} has no place`);
      const chosen = { name: placed?.model ?? written.model, tokens: placed?.context ?? written.context };
      const { model, context } = deriveModel(chosen, { models, facts });
      const reduced = placed?.reduced ?? byHand[written.name];
      const slot = slots[index] ?? 0;
      return {
        name: written.name,
        model,
        head,
        workers,
        context,
        port: ports.experts + slot,
        rpcPorts: workers.map(() => ports.rpc + slot),
        ...(placed !== undefined && { serving: servingOf(placed) }),
        ...(reduced !== undefined && { reduced: reducedOf(reduced, { models, facts }) }),
      };
    }),
    ...(preflight?.waive !== undefined && {
      waivers: preflight.waive.map(({ check, node, reason }) => ({ check, reason, ...defined({ node }) })),
    }),
    ...(backup !== undefined && { backup: deriveBackup(backup) }),
    ...(gateway !== undefined && { gateway: deriveGateway(gateway, folder) }),
    ...(Object.keys(jobOptions).length > 0 && { jobOptions }),
  };
}

/**
 * What the inventory says was checked with its shape, so defaults are filled in; a job that it leaves out has its defaults only, and
 * an optional one nothing, which means that it does not run.
 */
const optionsOfJobs = ({ jobs }: Inventory, declared: Declared): Readonly<Record<string, unknown>> => {
  const { jobOptions, optionalJobs = [] } = declared;
  return Object.fromEntries(
    Object.entries(jobOptions)
      .filter(([name]) => jobs?.[name] !== undefined || !optionalJobs.includes(name))
      .map(([name, schema]) => [name, jobs?.[name] ?? schema.parse({})]),
  );
};

function deriveGateway(gateway: GatewaySection, folder: string): GatewaySection {
  const { routing } = gateway;
  if (routing?.classifier === undefined) return gateway;
  const classifier = isAbsolute(routing.classifier) ? routing.classifier : join(folder, routing.classifier);
  return { ...gateway, routing: { ...routing, classifier } };
}

function servingOf({
  kvType,
  slots,
  batch,
  threads,
  gpuLayers,
  tensorSplit,
  cpuExpertLayers,
  uses,
}: PlacedExpert): ExpertServing {
  return { kvType, slots, batch, tensorSplit, cpuExpertLayers, uses, ...defined({ threads, gpuLayers }) };
}

const reducedOf = (form: ReducedForm, known: Known): ReducedExpert => ({
  ...form,
  model: deriveModel({ name: form.model, tokens: form.context }, known).model,
});

interface NodeParts {
  readonly inventory: Inventory;
  readonly index: number;
  readonly ports: Ports;
  readonly options: Readonly<Record<string, unknown>>;
}

function deriveNode({ inventory, index, ports, options }: NodeParts): ClusterNode {
  const node = inventory.nodes[index];
  if (node === undefined) throw new TypeError(`no node at ${index}`);
  const layers = layersOf(inventory, index);
  const jump = settingOf(layers, "ssh", "jump")?.value;
  const identityFile = settingOf(layers, "ssh", "identityFile")?.value;
  const sudoPassword = settingOf(layers, "ssh", "sudoPassword")?.value;
  const memory = settingOf(layers, "resources", "memory")?.value;
  const cpu = settingOf(layers, "resources", "cpu")?.value;
  return {
    name: node.name,
    ...defined({ address: node.address }),
    ssh: {
      user: settingOf(layers, "ssh", "user")?.value ?? defaultUser(inventory.cluster.nodesFrom),
      port: settingOf(layers, "ssh", "port")?.value ?? ports.ssh,
      ...(node.ssh?.hostKey !== undefined && { hostKey: node.ssh.hostKey.trim() }),
      ...defined({ jump, identityFile, sudoPassword }),
    },
    ...defined({ architecture: node.architecture }),
    ...(node.mayBeOff === true && { mayBeOff: true as const }),
    ...defined({ dataPath: node.dataPath }),
    groups: node.groups ?? [],
    ...(runtimeOf(inventory, index) === "docker" && { runtime: "docker" as const }),
    resources: {
      ...(memory !== undefined && { memoryBytes: bytes(memory) }),
      ...(cpu !== undefined && { cpuMhz: megahertz(cpu) }),
    },
    options,
  };
}

function deriveOverlay(written: Inventory["cluster"]["overlay"], firstServer: string): Overlay {
  if (written?.control === "tailscale") return written;
  return { control: "headscale", node: written?.node ?? firstServer };
}

interface Known {
  readonly models: Models;
  readonly facts: FactsByChecksum;
}

/** An expert's model and the context that it is run with, on which its memory depends. */
function deriveModel(
  { name, tokens }: { readonly name: string; readonly tokens: number | undefined },
  all: Known,
): { readonly model: Model; readonly context: number } {
  const { row, kind, known, sizeBytes, maxContext, contextTokens, memoryBytes } = servableModel(name, all, tokens);
  const { file, sha256, languages, abilities, sources, moreFiles, projector } = row;
  const { dimensions } = known;
  const model = { name, kind, file, sha256, sizeBytes, memoryBytes, maxContext };
  return {
    model: { ...model, ...defined({ dimensions, languages, abilities, sources, moreFiles, projector }) },
    context: contextTokens,
  };
}

import { z } from "zod";
import type { Declared } from "./declared.ts";
import { isPort, type PortTree, type WrittenPorts } from "./ports.ts";
import {
  address,
  dnsLabel,
  domainName,
  frequency,
  hostKey,
  identityFile,
  modelName,
  port,
  size,
  tailnetName,
  userKey,
  userName,
} from "./fields.ts";
import { gatewaySection } from "./gateway-section.ts";

/**
 * The shape of `*.inventory.yaml`, as written: nothing is converted and no defaults are filled in. `default` in the metadata of a
 * field is what docs and editors show; lib/config/derive applies the defaults, and a test compares the two.
 */

/** Bounded, so that a file that was made by accident is refused in no time. */
const list = <T extends z.ZodType>(item: T): z.ZodArray<T> => z.array(item).max(250);

const ssh = {
  user: userName.optional().meta({
    description:
      "User that Hearth logs in as: root, or a user who may run sudo without a password. Not one of `users`.",
    defaultNote: "`root`; `operator` in the lab",
  }),
  port: port.optional().meta({ description: "Port of the machine's SSH server.", defaultNote: "`cluster.ports.ssh`" }),
  jump: dnsLabel
    .optional()
    .meta({ description: "Name of another machine of this file to connect through.", defaultNote: "none" }),
  identityFile: identityFile
    .optional()
    .meta({ description: "Path of the private key to log in with.", defaultNote: "your SSH agent or hardware key" }),
};

/** Options by role; each role brings the schema of its own. */
export const optionsByRole = z.record(z.string(), z.record(z.string(), z.unknown()));

const resources = z.strictObject({
  memory: size
    .optional()
    .meta({ description: "Memory that jobs may use.", defaultNote: "all of the machine's memory" }),
  cpu: frequency.optional().meta({
    description: "CPU that jobs may use, as cores times clock rate.",
    defaultNote: "all of the machine's CPU",
  }),
});

/** What may be set for all nodes, for a group, or for one node. */
const layer = {
  ssh: z.strictObject(ssh).optional().meta({ description: "How Hearth reaches the machines over SSH." }),
  resources: resources.optional().meta({ description: "How much of each machine jobs may use." }),
  options: optionsByRole.optional().meta({ description: "Options of roles, by the role's name.", keyName: "ROLE" }),
};

const node = z.strictObject({
  name: dnsLabel.meta({ description: "Host name of the machine: lowercase letters, digits and hyphens." }),
  address: address.optional().meta({
    description: "Host name or IP address in your home network. The lab assigns its own.",
    requiredWith: "nodesFrom: inventory",
  }),
  groups: list(dnsLabel).optional().meta({
    description: "Groups whose settings the machine takes; a later one overrides an earlier one.",
    defaultNote: "none",
  }),
  ...layer,
  ssh: z
    .strictObject({
      ...ssh,
      hostKey: hostKey.optional().meta({
        description:
          'The machine\'s own public host key. Print it on the machine itself with `cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub`; `ssh-keyscan` shows what the network claims it is.',
        requiredWith: "nodesFrom: inventory",
      }),
    })
    .optional()
    .meta({ description: "As `ssh` at the top level, and the host key." }),
});

const overlay = z.discriminatedUnion("control", [
  z.strictObject({
    control: z.literal("headscale").meta({
      description: "Who runs the network: `headscale`, on a machine of your own, or `tailscale`, the service.",
    }),
    node: dnsLabel.optional().meta({
      description: "Machine that runs Headscale. Only with `control: headscale`.",
      defaultNote: "the first server",
    }),
  }),
  z.strictObject({
    control: z.literal("tailscale").meta({
      description: "Who runs the network: `headscale`, on a machine of your own, or `tailscale`, the service.",
    }),
    tailnet: tailnetName.meta({
      description: "Name of your tailnet; its API key is a secret of the stack. Only with `control: tailscale`.",
      requiredWith: "control: tailscale",
    }),
  }),
]);

/** Of all ports that are declared. */
const portsSchema = (tree: PortTree): z.ZodObject =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(tree).map(([name, value]) => [
        name,
        isPort(value)
          ? port.optional().meta({ description: value.about, default: value.default })
          : portsSchema(value)
              .optional()
              .meta({ description: `Ports of ${capitalized(name)}.` }),
      ]),
    ),
  );

/** Options by job; each job brings the schema of its own. */
const jobsSchema = (jobOptions: Declared["jobOptions"]): z.ZodObject =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(jobOptions).map(([name, schema]) => [
        name,
        schema.optional().meta({ description: `Options of the job \`${name}\`.` }),
      ]),
    ),
  );

const capitalized = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

/** The shape of an inventory, with the ports and options that roles and jobs bring. */
export const inventorySchemaOf = (declared: Pick<Declared, "ports" | "jobOptions">) =>
  z.strictObject({
    cluster: z
      .strictObject({
        name: dnsLabel.meta({ description: "Name of the stack: lowercase letters, digits and hyphens." }),
        datacenter: dnsLabel
          .optional()
          .meta({ description: "Name of this place in Consul and Nomad.", default: "home" }),
        domain: domainName.optional().meta({
          description: "Ending of the machines' names on the overlay network, as in `n1.hearth`.",
          default: "hearth",
        }),
        nodesFrom: z.enum(["inventory", "lab"]).optional().meta({
          description:
            "Where addresses and host keys come from: `inventory` is this file; `lab` is the virtual machines of `hearth lab up`.",
          default: "inventory",
        }),
        overlay: overlay.optional().meta({
          description: "The private network between the machines.",
          defaultNote: "Headscale on the first server",
        }),
        servers: list(dnsLabel).meta({
          description:
            "Machines that keep the cluster's state (servers of Consul and Nomad): 1, 3 or 5 of them. With three, one may fail.",
        }),
        depot: dnsLabel.optional().meta({
          description: "Machine that serves programs and models to the others.",
          defaultNote: "the first server",
        }),
        ports: (portsSchema(declared.ports) as z.ZodType<WrittenPorts>)
          .optional()
          .meta({ description: "Ports, all different from each other. Rarely worth changing." }),
      })
      .meta({ description: "The cluster as a whole." }),
    ...layer,
    users: list(
      z.strictObject({
        name: userName.meta({ description: "Login name." }),
        keys: list(userKey).meta({ description: "Public SSH keys, one line each, as in `~/.ssh/id_ed25519.pub`." }),
        sudo: z.boolean().optional().meta({ description: "Whether the person may act as root.", default: false }),
      }),
    )
      .optional()
      .meta({ description: "People who may log in to the machines.", defaultNote: "nobody" }),
    groups: z
      .record(dnsLabel, z.strictObject(layer))
      .optional()
      .meta({ description: "Settings shared by several machines, by the group's name.", keyName: "GROUP" }),
    nodes: list(node).meta({ description: "The machines: Debian 12, reachable over SSH." }),
    experts: list(
      z.strictObject({
        name: dnsLabel.meta({
          description: "Name of the expert at the gateway. The names of Hearth's own services are reserved.",
        }),
        model: modelName.meta({ description: "A model of models.yaml." }),
        head: dnsLabel.meta({ description: "Machine that answers requests." }),
        workers: list(dnsLabel).optional().meta({
          description: "Machines that lend their memory and hold part of the model. Not for embedding models.",
          defaultNote: "none",
        }),
        context: z.int().min(128).optional().meta({
          description: "Length of a conversation, in tokens.",
          defaultNote: "4096, or the model's maximum if that is less",
        }),
      }),
    )
      .optional()
      .meta({ description: "Models that the cluster runs.", defaultNote: "none" }),
    gateway: gatewaySection.optional().meta({
      description:
        "The gateway's settings, in the words of its own configuration; docs/how-to/configure-the-gateway.md has a tested example.",
      defaultNote: "requests are routed by name, nothing is cached, nothing leaves the house",
    }),
    jobs: (jobsSchema(declared.jobOptions) as z.ZodType<Readonly<Record<string, unknown>>>)
      .optional()
      .meta({ description: "Options of jobs, by the job's name. Those of the gateway are in `gateway`." }),
  });

/** An inventory as written, its shape checked. */
export type Inventory = z.infer<ReturnType<typeof inventorySchemaOf>>;
export type InventoryNode = Inventory["nodes"][number];
export type InventoryExpert = NonNullable<Inventory["experts"]>[number];

import { count } from "@hearth/kernel/count.ts";
import type { Stack } from "./load-stack.ts";

/** What is known, without connecting to anything, of a stack that is to be taken down. */
export interface DownFacts {
  readonly stack: Pick<Stack, "name" | "inventoryFile"> & {
    readonly cluster: Pick<Stack["cluster"], "nodesFrom">;
    readonly jobs: readonly { readonly name: string; readonly volume?: string }[];
  };
  /** Of the inventory and, for a lab, of the file that lists its nodes. */
  readonly nodes: readonly string[];
  /** Names of what was made and not removed since: `n1/base`, `job/gateway`. */
  readonly made: ReadonlySet<string>;
}

export interface DownPlan {
  readonly stack: string;
  readonly removes: readonly string[];
  readonly keeps: readonly string[];
}

/** What `hearth down` removes and what it keeps, a line each. */
export function planDown(facts: DownFacts, { keepData }: { readonly keepData: boolean }): DownPlan {
  const { name, cluster } = facts.stack;
  const parts = cluster.nodesFrom === "inventory" ? machines(facts) : keepData ? stoppedLab(facts) : removedLab(facts);
  return { stack: name, ...parts };
}

type Parts = Omit<DownPlan, "stack">;

function machines({ stack, nodes, made }: DownFacts): Parts {
  const jobs = [...made].filter((name) => name.startsWith("job/")).map((name) => name.slice("job/".length));
  const units = [...made].filter((name) => nodes.some((node) => name.startsWith(`${node}/`)));
  if (units.length === 0 && jobs.length === 0) {
    return { removes: [`nothing: Hearth has put nothing on ${nodes.join(", ")} yet`], keeps: kept(stack) };
  }
  const volumes = volumesOf(stack.jobs);
  return {
    removes: [
      ...(jobs.length === 0 ? [] : [`${count(jobs.length, "job")}: ${jobs.join(", ")}`]),
      `what ${count(units.length, "unit")} of Hearth put on ${count(nodes.length, "machine")} (${nodes.join(", ")}), in reverse order: programs, services, users, packet filter, settings of SSH`,
      "Consul's data: the API keys that you made, with their limits and usage",
    ],
    keeps: [
      ...(volumes.length === 0 ? [] : [`the data of ${volumes.join(", ")} on the machines, in /srv/hearth/volumes`]),
      ...kept(stack),
    ],
  };
}

const kept = (stack: DownFacts["stack"]): readonly string[] => [
  `the stack's secrets and passphrase, in stacks/Pulumi.${stack.name}.yaml and .hearth/${stack.name}`,
  ...onController(stack),
];

function removedLab({ stack, nodes }: DownFacts): Parts {
  const volumes = volumesOf(stack.jobs);
  return {
    removes: [
      `${count(nodes.length, "virtual node")} with all their data: ${nodes.join(", ")}`,
      ...(volumes.length === 0
        ? []
        : [`what was stored there: the data of ${volumes.join(", ")}, with backups; API keys`]),
      "the stack's secrets, certificates and Pulumi state",
      "the Docker daemon that Hearth started, if no other lab uses it",
    ],
    keeps: onController(stack),
  };
}

function stoppedLab({ stack, nodes }: DownFacts): Parts {
  return {
    removes: [
      `nothing; it stops ${count(nodes.length, "virtual node")} (${nodes.join(", ")})`,
      "the Docker daemon that Hearth started, if no other lab uses it",
    ],
    keeps: [
      "the nodes with all their data; `hearth up` starts them again",
      "the stack's secrets, certificates and Pulumi state",
      ...onController(stack),
    ],
  };
}

const volumesOf = (jobs: DownFacts["stack"]["jobs"]): readonly string[] =>
  jobs.filter(({ volume }) => volume !== undefined).map(({ name }) => name);

const onController = ({ name, inventoryFile }: DownFacts["stack"]): readonly string[] => [
  `the inventory, ${inventoryFile}`,
  `the logs in .hearth/${name}/log, and programs and models in the cache`,
];

export const formatDown = ({ stack, removes, keeps }: DownPlan): string =>
  [`Taking down the stack ${stack} removes:`, ...removes.map(indent), "It keeps:", ...keeps.map(indent)].join("\n");

const indent = (line: string): string => `  - ${line}`;

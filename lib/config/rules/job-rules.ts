import type { Path } from "../read/finding.ts";
import type { Given, Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Rules for the places of jobs: every job needs a machine that can run it. */
export const jobRules: Rules = {
  *"unknown-job-node"({ inventory, references }) {
    for (const { names } of placesOfJobs(inventory)) {
      for (const { name, path } of names) yield* unknownReference({ name, path, kind: "node" }, references.nodes);
    }
  },

  /** The depot holds the programs of one architecture. */
  *"job-without-node"({ inventory, declared: { architecture } }) {
    const { nodes = [] } = inventory;
    const others = nodes.flatMap((node) => {
      const written = node?.architecture ?? architecture;
      return node?.name === undefined || written === architecture ? [] : [node.name];
    });
    if (architecture === undefined || others.length === 0) return;
    const hint = `name a machine with \`architecture: ${architecture}\`, or run Hearth on one like them`;
    for (const { names, what } of [...placesOfJobs(inventory), ...placesOfServices(inventory), ...experts(inventory)]) {
      const [first] = names;
      if (first === undefined || !names.every(({ name }) => name !== undefined && others.includes(name))) continue;
      const machines = names.length === 1 ? `${first.name ?? ""} is` : "these machines are";
      const problem = `${what} cannot run there: its programs are for ${architecture}, and ${machines} not`;
      yield { path: first.path, what: problem, hint };
    }
  },
};

interface NamedNode {
  readonly name: string | undefined;
  readonly path: Path;
}

/** Machines of which one suffices. */
interface Places {
  readonly what: string;
  readonly names: readonly NamedNode[];
}

type Inventory = Given["inventory"];

/** Of options of jobs, the two that name machines. */
function placesOfJobs({ jobs = {} }: Inventory): readonly Places[] {
  return Object.entries(jobs).flatMap(([job, options]): readonly Places[] => {
    const { node, nodes } = Object(options) as { readonly node?: unknown; readonly nodes?: unknown };
    const named = (name: unknown, path: Path): NamedNode[] => (typeof name === "string" ? [{ name, path }] : []);
    const list = Array.isArray(nodes) ? (nodes as readonly unknown[]) : [];
    const names = [
      ...named(node, ["jobs", job, "node"]),
      ...list.flatMap((name, index) => named(name, ["jobs", job, "nodes", index])),
    ];
    return names.length === 0 ? [] : [{ what: `the job ${job}`, names }];
  });
}

/** All nodes, where the inventory leaves the choice to Hearth. */
function placesOfServices({ cluster, nodes = [] }: Inventory): readonly Places[] {
  const written = cluster?.services;
  const names =
    written === undefined
      ? nodes.map((node, index) => ({ name: node?.name, path: ["nodes", index, "architecture"] }))
      : written.map((name, index) => ({ name, path: ["cluster", "services", index] }));
  return [{ what: "the gateway", names }];
}

function experts({ experts = [] }: Inventory): readonly Places[] {
  return experts.flatMap((expert, index): readonly Places[] => {
    const what = `the expert ${expert?.name ?? ""}`;
    const workers = (expert?.workers ?? []).map((name, position) => {
      return { what, names: [{ name, path: ["experts", index, "workers", position] }] };
    });
    const head = expert?.head;
    return [
      ...(head === undefined ? [] : [{ what, names: [{ name: head, path: ["experts", index, "head"] }] }]),
      ...workers,
    ];
  });
}

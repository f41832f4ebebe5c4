import { layersOf, mergeLayers, runtimeOf } from "../derive/layers.ts";
import type { Path } from "../read/finding.ts";
import { valueAt } from "../read/value-at.ts";
import type { Given, Rules } from "./rule.ts";

/** Rules for jobs in containers: they need an image, an engine and, for Hearth's own images, a registry. */
export const runtimeRules: Rules = {
  *"runtime-without-image"({ inventory: { jobs = {} }, declared: { imageJobs = {} } }) {
    for (const [job, options] of Object.entries(jobs)) {
      if (valueAt(options, ["runtime"]) !== "docker" || Object.hasOwn(imageJobs, job)) continue;
      const able = Object.keys(imageJobs).sort().join(", ");
      yield {
        path: ["jobs", job, "runtime"],
        what: `the job ${job} cannot run in a container: there is no image of it`,
        hint: `remove \`runtime\`; jobs with images are ${able}`,
      };
    }
  },

  *"runtime-without-engine"(given) {
    for (const { path, job, nodes } of containersIn(given)) {
      const without = nodes.filter((name) => !hasEngine(given.inventory, name));
      if (nodes.length === 0 || without.length < nodes.length) continue;
      yield {
        path,
        what: `${job} would run in containers, and ${listed(without)} without Docker`,
        hint: "give the machine an engine, with `options: { docker: { engine: debian } }`, or let it run as a program",
      };
    }
  },

  *"runtime-without-registry"(given) {
    const { inventory, declared } = given;
    if (inventory.jobs?.["registry"] !== undefined) return;
    const [first] = containersIn(given).filter(({ own }) => own && Object.keys(declared.imageJobs ?? {}).length > 0);
    if (first === undefined) return;
    yield {
      path: first.path,
      what: "images of Hearth's own jobs come from the cluster's registry, and the inventory does not turn that on",
      hint: "add `registry: {}` to `jobs`",
    };
  },
};

interface Containers {
  /** What says that they run in containers. */
  readonly path: Path;
  /** For a sentence: `the job gateway`. */
  readonly job: string;
  /** Whether the image is Hearth's own. */
  readonly own: boolean;
  /** Machines of which one suffices. */
  readonly nodes: readonly string[];
}

/** Every place of the inventory that puts jobs into containers. */
function containersIn({ inventory, declared: { imageJobs = {} } }: Given): readonly Containers[] {
  const { jobs = {}, nodes = [], cluster } = inventory;
  const usual = (cluster?.services ?? cluster?.servers ?? []).filter((name) => name !== undefined);
  const byJob = Object.entries(jobs).flatMap(([job, options]): readonly Containers[] => {
    if (valueAt(options, ["runtime"]) !== "docker" || !Object.hasOwn(imageJobs, job)) return [];
    const { node, nodes: several } = Object(options) as { readonly node?: unknown; readonly nodes?: unknown };
    const written = [node, ...(Array.isArray(several) ? (several as readonly unknown[]) : [])];
    const names = written.filter((name) => typeof name === "string");
    const path = ["jobs", job, "runtime"];
    return [{ path, job: `the job ${job}`, own: imageJobs[job] === "own", nodes: names.length > 0 ? names : usual }];
  });
  const byNode = nodes.flatMap((node, index): readonly Containers[] => {
    if (node?.name === undefined || runtimeOf(inventory, index) !== "docker") return [];
    const layer = layersOf(inventory, index).findLast(({ content }) => content.runtime !== undefined);
    const path = [...(layer?.path ?? []), "runtime"];
    return [{ path, job: `jobs on ${node.name}`, own: true, nodes: [node.name] }];
  });
  return [...byJob, ...byNode];
}

function hasEngine(inventory: Given["inventory"], name: string): boolean {
  const index = (inventory.nodes ?? []).findIndex((node) => node?.name === name);
  const options = layersOf(inventory, index).reduce<unknown>(
    (merged, { content }) => mergeLayers(merged, content.options ?? {}),
    {},
  );
  return ["debian", "existing"].includes(String(valueAt(options, ["docker", "engine"])));
}

const listed = (names: readonly string[]): string =>
  names.length === 1 ? `${names[0] ?? ""} is` : `${names.join(", ")} are`;

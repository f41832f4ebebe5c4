import type { Given, Rules } from "./rule.ts";

/** Rules for machines that may be off: the cluster cannot do without some. */
export const offRules: Rules = {
  *"needed-node-may-be-off"({ inventory }) {
    for (const [index, node] of (inventory.nodes ?? []).entries()) {
      if (node?.mayBeOff !== true || node.name === undefined) continue;
      const [reason] = reasonsToBeOn(inventory, node.name);
      if (reason === undefined) continue;
      yield {
        path: ["nodes", index, "mayBeOff"],
        what: `\`${node.name}\` ${reason}, so the cluster needs it`,
        hint: "remove `mayBeOff`, or choose another machine for that",
      };
    }
  },
};

function* reasonsToBeOn(
  { cluster, jobs = {}, nodes = [], backup }: Given["inventory"],
  name: string,
): Iterable<string> {
  if (cluster?.servers?.includes(name) === true) yield "is a server";
  if (cluster?.overlay?.control === "headscale" && cluster.overlay.node === name) yield "runs Headscale";
  if (cluster?.depot === name) yield "is the depot";
  if (backup?.node === name) yield "keeps the backups";
  const mayBeOff = nodes.flatMap((node) => (node?.mayBeOff === true ? [node.name] : []));
  const allMayBeOff = (names: readonly unknown[]): boolean => names.every((one) => mayBeOff.includes(one as string));
  if (cluster?.services?.includes(name) === true && allMayBeOff(cluster.services)) yield "runs the services";
  for (const [job, options] of Object.entries(jobs)) {
    const { node, nodes: several } = Object(options) as { readonly node?: unknown; readonly nodes?: unknown };
    if (node === name) yield `runs the job ${job}`;
    if (Array.isArray(several) && several.includes(name) && allMayBeOff(several)) yield `runs the job ${job}`;
  }
}

import { existsSync, readFileSync } from "node:fs";
import { depotUrl } from "../depot/depot-item.ts";
import { readDepot } from "../depot/read-depot.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { JobFacts, JobSpec } from "../jobs/define-job.ts";
import { secretRef } from "../secrets/secret-ref.ts";
import { authorityFile } from "../cluster/access-files.ts";
import type { Stack } from "./load-stack.ts";

/** Every job as it goes to Nomad, in an order in which each comes after those that it needs. Secrets stand as references. */
export function jobSpecs(stack: Stack): readonly JobSpec[] {
  const facts = jobFacts(stack);
  return orderSpecs(stack.jobs.flatMap((job) => job.specs(stack.cluster, facts)));
}

function jobFacts({ cluster, folder }: Stack): JobFacts {
  const authority = authorityFile(folder);
  const items = readDepot(folder);
  if (items.length === 0 || !existsSync(authority)) {
    throw new HearthError({
      code: "STATE_MISSING",
      message: "the depot or the keys of the stack have not been made",
      hint: "Make them with `hearth init`, or do all at once with `hearth up`.",
    });
  }
  const origin = `http://${cluster.depot}.${cluster.domain}:${cluster.ports.depot}`;
  return {
    artifacts: Object.fromEntries(
      items.map((item) => [item.name, { url: depotUrl(origin, item), sha256: item.sha256 }]),
    ),
    ca: readFileSync(authority, "utf8"),
    gatewayKeys: secretRef("gateway.keys"),
    secret: secretRef,
  };
}

/** Depth first over `needs`; a circle is the plan's mistake and is named. */
function orderSpecs(specs: readonly JobSpec[]): readonly JobSpec[] {
  const ordered: JobSpec[] = [];
  const visit = (spec: JobSpec, path: readonly string[]): void => {
    if (ordered.includes(spec)) return;
    if (path.includes(spec.id)) {
      throw new HearthError({
        code: "PLAN_CYCLE",
        message: `jobs wait for each other: ${[...path.slice(path.indexOf(spec.id)), spec.id].join(" → ")}`,
        hint: "Remove one of these needs in jobs/.",
      });
    }
    for (const need of spec.needs) {
      const needed = specs.find(({ id }) => id === need);
      if (needed === undefined) throw new TypeError(`job ${spec.id} needs ${need}, which is not in jobs/`);
      visit(needed, [...path, spec.id]);
    }
    ordered.push(spec);
  };
  for (const spec of specs) visit(spec, []);
  return ordered;
}

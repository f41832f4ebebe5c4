import { existsSync, readFileSync } from "node:fs";
import { depotUrl } from "../depot/depot-item.ts";
import { readDepot } from "../depot/read-depot.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { orderByNeeds } from "@hearth/kernel/order-by-needs.ts";
import type { JobFacts, JobSpec } from "../jobs/define-job.ts";
import { secretRef } from "../secrets/secret-ref.ts";
import { authorityFile } from "../cluster/access-files.ts";
import type { Stack } from "./load-stack.ts";

/** Every job as it goes to Nomad, in an order in which each comes after those that it needs. Secrets stand as references. */
export function jobSpecs(stack: Stack): readonly JobSpec[] {
  const facts = jobFacts(stack);
  return orderByNeeds(
    stack.jobs.flatMap((job) => job.specs(stack.cluster, facts)),
    { nameOf: ({ id }) => id, needsOf: ({ needs }) => needs, kind: "job", folder: "jobs/" },
  );
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

import type { JobSpec } from "../../jobs/define-job.ts";
import { unitId, type Unit } from "../../steps/unit.ts";

/** Pulumi's names of the units and jobs that a stack wants: `n1/base`, `job/gateway`. */
export const declaredNames = (units: readonly Unit[], jobs: readonly JobSpec[]): ReadonlySet<string> =>
  new Set([...units.map(unitId), ...jobs.map(({ id }) => `job/${id}`)]);

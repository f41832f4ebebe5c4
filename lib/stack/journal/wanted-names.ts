import type { JobSpec } from "../../jobs/define-job.ts";
import { unitId, type Unit } from "../../steps/unit.ts";

/** Names of the units and jobs that a stack asks for, as Pulumi has them: `n1/base`, `job/gateway`. */
export const wantedNames = (units: readonly Unit[], jobs: readonly JobSpec[]): ReadonlySet<string> =>
  new Set([...units.map(unitId), ...jobs.map(({ id }) => `job/${id}`)]);

import type { Check } from "./checks/check.ts";
import { capacityChecks } from "./checks/capacity.ts";
import { softwareChecks } from "./checks/software.ts";
import { systemChecks } from "./checks/system.ts";

/** Every check that runs on a machine, in the order of the report. */
export const checks: readonly Check[] = [...systemChecks, ...capacityChecks, ...softwareChecks];

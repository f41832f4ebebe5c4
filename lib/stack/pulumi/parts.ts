import { count } from "@hearth/kernel/count.ts";

/**
 * Whether a resource of Pulumi is a part of the stack: a unit (`n1/base`), a job (`job/gateway`) or its gate (`gate/gateway`). The others
 * are Pulumi's own record. Whatever counts what there is counts these.
 */
export const isPart = (resource: string): boolean => /^[^/]+\/[^/]+$/.test(resource);

/** "73 units, jobs and gates" */
export const countParts = (number: number): string => count(number, "unit, job or gate", "units, jobs and gates");

import type { z } from "zod";
import { sharedPorts, type PortTree } from "./ports.ts";

/** What roles and jobs bring into the inventory. lib/jobs/load-definitions.ts collects it. */
export interface Declared {
  /** All ports there are, `sharedPorts` among them. */
  readonly ports: PortTree;
  /** Schemas of the roles' options, by role; without them options are merged, and not checked. */
  readonly roleOptions?: Readonly<Record<string, z.ZodType>>;
  /** Schemas of the jobs' options, by job; only of jobs that have some. */
  readonly jobOptions: Readonly<Record<string, z.ZodType>>;
  /** Names of services in Consul that no node and no expert may have. */
  readonly serviceNames: readonly string[];
}

/** Without any role or job. */
export const nothingDeclared: Declared = { ports: sharedPorts, jobOptions: {}, serviceNames: [] };

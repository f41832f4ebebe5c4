import type { z } from "zod";
import { sharedPorts, type PortTree } from "./ports.ts";

/** What roles and jobs add to the inventory. lib/jobs/load-definitions.ts collects it. */
export interface Declared {
  /** All ports, including `sharedPorts`. */
  readonly ports: PortTree;
  /** Schemas of the roles' options, by role; without them options are merged but not checked. */
  readonly roleOptions?: Readonly<Record<string, z.ZodType>>;
  /** Schemas of the jobs' options, by job; only of jobs with options. */
  readonly jobOptions: Readonly<Record<string, z.ZodType>>;
  /** Those of them that run only where the inventory writes `jobs.NAME`. */
  readonly optionalJobs?: readonly string[];
  /** Jobs that can run in containers, and where their images come from: built here, or somebody else's. */
  readonly imageJobs?: Readonly<Record<string, "own" | "others">>;
  /** Names of services in Consul that no node and no expert may have. */
  readonly serviceNames: readonly string[];
  /** Names of the model files that the toolchain brings; absent if models without sources are not checked. */
  readonly modelFiles?: readonly string[] | undefined;
  /** Names of the gateway's keys that Hearth makes itself. */
  readonly kitKeys?: readonly string[];
  /** Of the machine that Hearth runs on, for which the programs of jobs are; absent if it does not matter. */
  readonly architecture?: "amd64" | "arm64";
}

/** Without any role or job. */
export const nothingDeclared: Declared = { ports: sharedPorts, jobOptions: {}, serviceNames: [] };

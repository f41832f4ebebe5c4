import type { FactCheck } from "./facts/fact-check.ts";
import { machineChecks } from "./facts/machine.ts";
import { networkChecks } from "./facts/network.ts";
import { sshdCheck } from "./facts/sshd.ts";
import { trafficChecks } from "./facts/traffic.ts";

/** Every check that judges a node's facts, in the order of the report. */
export const factChecks: readonly FactCheck[] = [...trafficChecks, ...networkChecks, ...machineChecks, sshdCheck];

import type { ServerHealth } from "../../http/server-health.ts";

/**
 * Why a machine must not be switched off now: of Nomad's or Consul's servers, fewer than a majority would be left. Undefined if it may
 * be. Pure.
 */
export function quorumProblem(
  node: string,
  program: "Nomad" | "Consul",
  servers: readonly ServerHealth[],
): string | undefined {
  const voters = servers.filter(({ voter }) => voter);
  if (!voters.some((server) => server.node === node)) return undefined;
  const majority = Math.floor(voters.length / 2) + 1;
  const left = voters.filter((server) => server.node !== node && server.healthy);
  if (left.length >= majority) return undefined;
  if (voters.length === 1) return `${node} is the only server of ${program}`;
  const sick = voters.filter((server) => server.node !== node && !server.healthy).map((server) => server.node);
  const others = sick.length === 0 ? "" : `; not healthy: ${sick.join(", ")}`;
  return `without ${node}, ${program} would have ${left.length} of ${voters.length} servers and needs ${majority}${others}`;
}

import type { NodeReport } from "./report.ts";

/** Reports machines that were cloned with their machine ID: they would compete for one DHCP lease and one journal name. */
export function judgeDuplicates(nodes: readonly NodeReport[]): readonly NodeReport[] {
  const idOf = ({ checks }: NodeReport): string | undefined =>
    checks.find(({ check, state }) => check === "machine-id" && state === "ok")?.detail;
  return nodes.map((report) => {
    const id = idOf(report);
    const twins = nodes.filter((other) => other !== report && id !== undefined && idOf(other) === id);
    if (twins.length === 0) return report;
    const names = twins.map(({ node }) => node).join(", ");
    return {
      ...report,
      checks: report.checks.map((result) =>
        result.check === "machine-id"
          ? {
              check: result.check,
              state: "error",
              detail: `the same as on ${names}`,
              hint: "Give a cloned machine its own ID: remove /etc/machine-id, run `systemd-machine-id-setup`, and reboot. Or the inventory lists one machine twice.",
            }
          : result,
      ),
    };
  });
}

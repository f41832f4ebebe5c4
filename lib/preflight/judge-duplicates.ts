import type { NodeReport } from "./report.ts";

/** Marks machines that were cloned with their machine id: two of them fight for one DHCP lease and one journal name. */
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
              hint: "Give a cloned machine an id of its own: remove /etc/machine-id, run `systemd-machine-id-setup`, and reboot; or one machine stands twice in the inventory.",
            }
          : result,
      ),
    };
  });
}

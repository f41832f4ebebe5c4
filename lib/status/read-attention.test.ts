import { expect, test } from "vitest";
import { formatAttention } from "./attention.ts";
import { readAttention } from "./read-attention.ts";

const now = 1_000_000_000;
const alert = (name: string, state: string, severity = "critical") => ({
  state,
  activeAt: "2026-11-30T10:00:00Z",
  labels: { alertname: name, severity, node: "n2", job: "gateway" },
  annotations: { summary: `${name} on n2`, runbook: "docs/runbooks/disk-full.md" },
});
const series = (metric: Readonly<Record<string, string>>, value: number) => ({ metric, value: [now, String(value)] });
const answering =
  (alerts: readonly object[], result: readonly object[]) =>
  (path: string): Promise<unknown> =>
    Promise.resolve(path === "/api/v1/alerts" ? { data: { alerts } } : { data: { result } });

test("what fires is told, the critical first, with the page for it; what is pending is not", async () => {
  const alerts = [alert("Drift", "firing", "warning"), alert("DiskFull", "firing"), alert("ClockOff", "pending")];
  const attention = await readAttention(answering(alerts, []));
  expect(attention.alerts.map(({ name }) => name)).toEqual(["DiskFull", "Drift"]);
  expect(attention.alerts[0]).toEqual({
    name: "DiskFull",
    severity: "critical",
    node: "n2",
    job: "gateway",
    summary: "DiskFull on n2",
    runbook: "docs/runbooks/disk-full.md",
    since: "2026-11-30T10:00:00Z",
  });
  expect(formatAttention(attention)).toBe(
    "needs you:\n  DiskFull on n2; see docs/runbooks/disk-full.md\n  Drift on n2; see docs/runbooks/disk-full.md",
  );
});

test("certificates, backups, disks, restarts and drift are told by the one that is worst", async () => {
  const name = "__name__";
  const attention = await readAttention(
    answering(
      [],
      [
        series({ [name]: "hearth_certificate_end_timestamp_seconds", node: "n1", service: "nomad" }, now + 90 * 86_400),
        series({ [name]: "hearth_certificate_end_timestamp_seconds", node: "n2", service: "consul" }, now + 86_400),
        series({ [name]: "hearth_memory_vault_newest_timestamp_seconds", node: "n1" }, now - 7_200),
        series({ [name]: "hearth_drift_checked_timestamp_seconds", node: "n1" }, now - 3 * 86_400),
        series({ [name]: "hearth_drift_checked_timestamp_seconds", node: "n2" }, now - 9 * 86_400),
        series({ [name]: "hearth_reboot_required", node: "n1" }, 1),
        series({ [name]: "hearth_reboot_required", node: "n2" }, 0),
        series({ node: "n1" }, 81.6),
        series({ node: "n2" }, 40),
      ],
    ),
  );
  expect(attention.measures).toEqual({
    certificate: { node: "n2", service: "consul", daysLeft: 1 },
    backupAgeSeconds: 7_200,
    backupOf: "memories",
    disk: { node: "n1", percent: 82 },
    driftAgeSeconds: 3 * 86_400,
    rebootNeeded: ["n1"],
  });
  expect(formatAttention(attention)).toBe(
    "needs you: nothing\nfullest disk 82 % (n1); newest backup of memories 2 hours old; first certificate ends in 1 day (consul on n2); " +
      "compared with the inventory 3 days ago; restart needed: n1",
  );
});

test.each([
  [() => Promise.reject(new Error("refused")), "Prometheus could not be asked: refused"],
  [() => Promise.resolve({ status: "error" }), "Prometheus answers something else than expected"],
])("a Prometheus that does not answer is said, and is no alert", async (get, problem) => {
  const attention = await readAttention(get);
  expect(attention).toEqual({ alerts: [], measures: { rebootNeeded: [] }, problem });
  expect(formatAttention(attention)).toBe(`alerts: unknown, because ${problem}`);
});

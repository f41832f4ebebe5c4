import { expect, test } from "vitest";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./node-exporter.ts";

const steps = role.steps(roleContext("n2"));
const override = "/etc/systemd/system/prometheus-node-exporter.service.d/hearth.conf";

test("it listens on the overlay alone", () => {
  const start = linesOf(steps, override).filter((line) => line.startsWith("ExecStart="));
  expect(start).toEqual(["ExecStart=", expect.stringContaining("--web.listen-address=n2.hearth:9100 ") as string]);
});

test("that is settled before Debian's package starts it", () => {
  expect(steps.map(({ id }) => id).slice(0, 2)).toEqual([`file ${override}`, "packages prometheus-node-exporter"]);
});

test("what it does not measure itself is written each minute, where it looks", () => {
  expect(linesOf(steps, override).join("\n")).toContain(
    "--collector.textfile.directory=/var/lib/prometheus/node-exporter ",
  );
  expect(linesOf(steps, "/etc/systemd/system/hearth-measure.timer")).toContain("OnUnitActiveSec=60s");
  expect(linesOf(steps, "/usr/local/lib/hearth/measure")).toContain("folder=/var/lib/prometheus/node-exporter");
});

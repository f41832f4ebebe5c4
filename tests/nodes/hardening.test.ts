import { expect, test } from "vitest";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import { failuresOf, roleLab } from "../support/role-lab.ts";
import { isThorough } from "../support/thorough.ts";

/** What auditors say of a node with Hearth's roles. They are Debian's packages, installed on the node. */
test.runIf(isThorough)("lynis counts at least 80, and ssh-audit has no failure and no warning", async () => {
  const log = createLog(terminalSink);
  await using on = await roleLab(log);
  const wanted = ["base", "users", "ssh", "hardening"];
  const units = on.units().filter(({ node, role }) => node === "n2" && wanted.includes(role));
  const install = "sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends lynis ssh-audit";
  expect((await on.lab.ssh("n2", `${install} >/dev/null`)).exitCode).toBe(0);
  const index = async (): Promise<number> => {
    await on.lab.ssh("n2", "sudo lynis audit system --quick --no-colors >/tmp/lynis.txt 2>&1");
    const { stdout } = await on.lab.ssh("n2", "sudo grep hardening_index /var/log/lynis-report.dat");
    return Number(/\d+/.exec(stdout)?.[0]);
  };
  const audit = async (): Promise<string> => (await on.lab.ssh("n2", "ssh-audit -n -l warn 127.0.0.1")).stdout;
  const before = await index();
  const auditBefore = await audit();
  expect(failuresOf(await on.run("apply", units))).toEqual([]);
  const after = await index();
  const auditAfter = await audit();
  const { stdout: rest } = await on.lab.ssh("n2", "sudo grep -E '^(warning|suggestion)' /var/log/lynis-report.dat");
  log.info(`lynis before ${before}, after ${after}\n${rest}\nssh-audit before:\n${auditBefore}\nafter:\n${auditAfter}`);
  expect(auditBefore).toContain("[fail]");
  expect(auditAfter).not.toMatch(/\[(fail|warn)\]/);
  expect(after).toBeGreaterThanOrEqual(80);
});

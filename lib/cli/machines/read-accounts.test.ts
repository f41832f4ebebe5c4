import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../paths.ts";
import { parseAccounts } from "./read-accounts.ts";
import { rootPrograms, rootUnits } from "./root-programs.ts";

const output = `   4711
root             init.scope         0::/init.scope                         99 systemd
root             nomad.service      0::/system.slice/nomad.service         99 nomad
root             backdoor.service   0::/system.slice/backdoor.service      99 nc
root             session-3.scope    0::/user.slice/session-3.scope         99 bash
hearth-llama     nomad.service      0::/nomad.slice/share.slice/1b4e28ba-2fa1-11d2-883f-0016d3cca427.expert.scope 99 llama-server
hearth-llama     nomad.service      0::/nomad.slice/share.slice/1b4e28ba-2fa1-11d2-883f-0016d3cca427.expert.scope 99 llama-server
consul           -                  -                                      99 consul
root             hearth-firewall-watch.service 0::/system.slice/hearth-firewall-watch.service   80 nft
root             ssh.service        0::/system.slice/ssh.service         4711 ps
`;

test("each account's programs, with unit and allocation; equal ones are counted", () => {
  const rows = parseAccounts("n1", output);
  expect(rows.find(({ account }) => account === "hearth-llama")).toEqual({
    node: "n1",
    account: "hearth-llama",
    program: "llama-server",
    unit: "nomad.service",
    allocation: "1b4e28ba",
    processes: 2,
    isUnexpected: false,
  });
  expect(rows.find(({ account }) => account === "consul")).not.toHaveProperty("unit");
});

test("root is unexpected outside the list, but for what somebody does in a login, units of ours, and the audit itself", () => {
  const unexpected = parseAccounts("n1", output).filter(({ isUnexpected }) => isUnexpected);
  expect(unexpected.map(({ program }) => program)).toEqual(["nc"]);
});

test("the page lists the same programs, with the same reasons", () => {
  const page = readFileSync(join(root, "docs", "reference", "root-programs.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(.*?)` \| (.*?) \|$/gm)].map(([, name, why]) => [name, why]);
  expect(rows).toEqual([...Object.entries(rootPrograms), ...Object.entries(rootUnits)]);
});

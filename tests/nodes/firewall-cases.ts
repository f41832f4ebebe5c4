import { expect, test } from "vitest";
import { $ } from "zx";
import { stackFolder } from "../../lib/paths.ts";
import type { Endpoint } from "../../lib/plan/endpoint.ts";
import { ofRole, until } from "../support/ask-agents.ts";
import { changesOf, failuresOf, type RoleLab } from "../support/role-lab.ts";

/** The packet filter's tests, on the machines that roles.test.ts has set up. */
export function testFirewall(on: () => RoleLab): void {
  const output = async (node: string, command: string): Promise<string> => {
    const { stdout, stderr } = await on().lab.ssh(node, command);
    return `${stdout}${stderr}`.trim();
  };

  test("firewall: what is declared answers, from whom it is declared for, and nothing else does", async () => {
    const serve = (port: number): string =>
      `sudo systemd-run --quiet --unit serve-${port} python3 -m http.server ${port}`;
    await output("n2", `${serve(9001)}; ${serve(9002)}; ${serve(9003)}`);
    const declared: Endpoint[] = [
      { name: "one", port: 9001, protocol: "tcp", reach: "overlay", from: ["n1"] },
      { name: "two", port: 9002, protocol: "tcp", reach: "overlay", from: ["n2"] },
    ];
    const results = await on().run("apply", ofRole(on().units({ endpoints: declared }), "n2", "firewall"));
    expect(failuresOf(results)).toEqual([]);
    expect(changesOf(results)).toContain("n2: firewall/guard: confirmed");
    const status = async (host: string, port: number): Promise<string> =>
      output("n1", `curl -s -o /dev/null --max-time 3 -w '%{http_code}' http://${host}:${port}/`);
    const underlay = on().lab.access("n2").address;
    expect(await Promise.all([9001, 9002, 9003].map((port) => status("n2.hearth", port)))).toEqual([
      "200",
      "000",
      "000",
    ]);
    expect(await Promise.all([9001, 9002, 9003].map((port) => status(underlay, port)))).toEqual(["000", "000", "000"]);
    await output("n2", "sudo systemctl stop serve-9001 serve-9002 serve-9003");
  });

  test("firewall: a service for one account is refused to all others, on the machine that calls and on its own", async () => {
    await output("n2", "sudo systemd-run --quiet --unit serve-9004 python3 -m http.server 9004");
    const worker: Endpoint = {
      ...{ name: "rpc", port: 9004, protocol: "tcp", reach: "overlay" },
      ...{ from: ["n1"], callers: ["hearth-llama"] },
    };
    const declared = on().units({
      endpoints: [worker],
      egress: [
        { user: "hearth-llama", egress: ["rpc"] },
        { user: "hearth-memory", egress: [] },
      ],
    });
    const units = ["n1", "n2"].flatMap((node) => ofRole(declared, node, "firewall"));
    expect(failuresOf(await on().run("apply", units))).toEqual([]);
    const as = async (node: string, account: string, url: string): Promise<string> =>
      output(node, `sudo runuser -u ${account} -- curl -s -o /dev/null --max-time 3 -w '%{http_code}' ${url}`);
    const url = "http://n2.hearth:9004/";
    const accounts = ["hearth-llama", "nobody", "root", "hearth-memory"];
    const seen = await Promise.all(accounts.map(async (account) => `${account} ${await as("n1", account, url)}`));
    expect(seen).toEqual(["hearth-llama 200", "nobody 000", "root 000", "hearth-memory 000"]);
    expect([await as("n2", "nobody", url), await as("n2", "hearth-llama", url)]).toEqual(["000", "200"]);
    // A job's account gets nowhere else: not to another port of the overlay, and not to the home network.
    const depot = "http://n1.hearth:8090/";
    const underlay = `http://${on().lab.access("n1").address}:22/`;
    const status = (account: string, address: string): Promise<string> =>
      output("n2", `sudo runuser -u ${account} -- curl -s -o /dev/null --max-time 3 ${address}; echo $?`);
    expect(await status("nobody", depot)).toBe("0");
    expect(await status("hearth-llama", depot)).toBe("7");
    expect(await status("hearth-llama", underlay)).toBe("7");
    // curl talks to SSH, which does not answer in HTTP.
    expect(await status("nobody", underlay)).not.toBe("7");
    await output("n2", "sudo systemctl stop serve-9004");
    await on().run(
      "apply",
      ["n1", "n2"].flatMap((node) => ofRole(on().units(), node, "firewall")),
    );
  });

  test("firewall: a rule added by hand is drift, and a removed table is loaded again at once, whoever removed it", async () => {
    const units = ofRole(on().units(), "n2", "firewall");
    await on().run("apply", units);
    await output("n2", "sudo nft add rule inet hearth input tcp dport 1 accept");
    expect(changesOf(await on().run("verify", units))).toEqual(["n2: firewall/table inet hearth: drifted"]);
    await on().run("apply", units);
    const back = (): Promise<undefined> =>
      until("the table", 15_000, async () => changesOf(await on().run("verify", units)).length === 0);
    for (const removal of ["nft delete table inet hearth", "nft flush ruleset", "systemctl restart nftables"]) {
      await output("n2", `sudo ${removal}`);
      await back();
    }
    await output("n2", "sudo systemctl stop nftables");
    await back();
  });

  test("firewall: rules that cannot be loaded leave SSH open and nothing else, and come back by themselves", async () => {
    const units = ofRole(on().units(), "n2", "firewall");
    await output("n2", "sudo cp /etc/hosts /root/hosts; sudo sed -i '/n1.hearth/d' /etc/hosts");
    await output("n2", "sudo sed -i 's/tcp dport 8301 accept/ip saddr { n1.hearth } &/' /etc/hearth/firewall.nft");
    await output("n2", "sudo systemctl restart hearth-firewall");
    expect(await output("n2", "sudo nft list table inet hearth | grep -c dport")).toBe("3");
    expect(await output("n2", "sudo nft list chain inet hearth input | grep -c 'policy drop'")).toBe("1");
    await output("n2", "sudo sh -c 'cat /root/hosts >/etc/hosts'; sudo systemctl reload hearth-firewall");
    expect(await output("n2", "sudo nft list chain inet hearth input | grep -c '\"shut: '")).toBe("0");
    expect(failuresOf(await on().run("apply", units))).toEqual([]);
    expect(changesOf(await on().run("verify", units))).toEqual([]);
  });

  test("firewall: a change that cuts the connection fails, and reverts itself within 30 seconds", async () => {
    const before = on().units();
    const withoutSsh = ofRole(before, "n2", "firewall").map((unit) => ({
      ...unit,
      steps: unit.steps.map((step) => ({
        ...step,
        values: {
          ...step.values,
          content: (step.values?.["content"] ?? "").replace('tcp dport 22 accept comment "ssh"', ""),
        },
      })),
    }));
    const start = performance.now();
    const [result] = await on().run("apply", withoutSsh);
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("error UNIT_FAILED") as string });
    const config = `${stackFolder(on().lab.stack)}/ssh_config`;
    await until("a fresh login", 40_000, async () => {
      const login = await $({
        nothrow: true,
        quiet: true,
      })`ssh -F ${config} -o ControlPath=none -o ConnectTimeout=2 n2 true`;
      return login.exitCode === 0;
    });
    expect((performance.now() - start) / 1_000).toBeLessThan(45);
    const verified = await on().run("verify", ofRole(before, "n2", "firewall"));
    expect(changesOf(verified)).toEqual([]);
  });
}

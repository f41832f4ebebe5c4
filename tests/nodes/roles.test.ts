import { afterAll, beforeAll, expect, test } from "vitest";
import { $ } from "zx";
import { killNode, startNode } from "../support/lab-node.ts";
import { waitForSsh } from "../../lib/lab/nodes/wait-for-ssh.ts";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import { stackFolder } from "../../lib/paths.ts";
import { file } from "../../lib/steps/file.ts";
import { askAgent, json, ofRole, put, until } from "../support/ask-agents.ts";
import { changesOf, failuresOf, roleLab, type RoleLab } from "../support/role-lab.ts";
import { probeJob } from "../support/probe-job.ts";
import { testFirewall } from "./firewall-cases.ts";

/* All roles on two nodes: n1 has Headscale, the servers and the depot; n2 is a plain member. The tests follow each other. */

const log = createLog(terminalSink);
let on: RoleLab;

beforeAll(async () => {
  on = await roleLab(log);
});
afterAll(async () => on[Symbol.asyncDispose]());

const output = async (node: string, command: string): Promise<string> => {
  const { stdout, stderr } = await on.lab.ssh(node, command);
  return `${stdout}${stderr}`.trim();
};
const consul = askAgent("consul", () => on);
const nomad = askAgent("nomad", () => on);

test("every role comes up, on bare machines", async () => {
  const results = await log.step("apply all roles", () => on.run("apply", on.units()));
  expect(failuresOf(results)).toEqual([]);
});

test("a second run changes nothing, and verify finds nothing", async () => {
  expect(changesOf(await on.run("apply", on.units()))).toEqual([]);
  const verified = await on.run("verify", on.units());
  expect([failuresOf(verified), changesOf(verified)]).toEqual([[], []]);
});

test("data-path: what grows is on the other disk, and data that would be hidden is refused", async () => {
  const sourceOf = (place: string): Promise<string> => output("n2", `findmnt --noheadings --output SOURCE ${place}`);
  expect(await sourceOf("/srv/hearth")).toContain("[/mnt/data/hearth]");
  expect(await sourceOf("/var/lib/nomad/alloc")).toContain("[/mnt/data/hearth-tasks]");
  expect(await output("n2", "systemctl show --property Requires nomad")).toContain("srv-hearth.mount");
  // n1 has the depot's files there.
  const [unit] = ofRole(on.units(), "n2", "data-path");
  const [result] = await on.run("apply", [{ ...unit!, node: "n1" }]);
  expect([result?.exitCode, `${result?.stdout}${result?.stderr}`]).toEqual([
    1,
    expect.stringContaining("/srv/hearth holds data: move it to /mnt/data/hearth first"),
  ]);
  expect(await output("n1", "ls /srv/hearth")).toContain("depot");
  await on.run("undo", [{ ...unit!, node: "n1" }]);
});

/** Logs in as one of the people, over a connection of their own; both of its streams, with what ssh itself says. */
const loginAs = async (person: string, ...words: readonly string[]): Promise<string> => {
  const config = `${stackFolder(on.lab.stack)}/ssh_config`;
  const run = $({ nothrow: true, quiet: true });
  const { stdout, stderr } = await run`ssh -F ${config} -o ControlPath=none -o LogLevel=INFO -l ${person} ${words}`;
  return `${stdout}${stderr}`.trim();
};

test("users: people log in with keys that are root's, and none of them forwards ports", async () => {
  expect(await loginAs("bob", "n2", "id -un; sudo -n true 2>&1; ls -A")).toMatch(/^bob\nsudo: .*password[^]*\.bashrc/);
  expect(await loginAs("ada", "n2", "sudo -n id -un")).toBe("root");
  expect(await loginAs("bob", "-W", "127.0.0.1:22", "n2")).toContain("administratively prohibited");
  expect(await output("n2", "sudo sshd -T -C user=bob,host=x,addr=192.0.2.1 | grep authorizedkeysfile")).toBe(
    "authorizedkeysfile /etc/ssh/authorized_keys.d/%u",
  );
});

test("users: somebody without sudo who lays links where root once wrote gains nothing", async () => {
  const asBob = (script: string): Promise<string> => output("n2", `sudo -u bob sh -c '${script}'`);
  const state = (): Promise<string> => output("n2", "stat -c '%U %a %n' /etc /etc/shadow; sudo sha256sum /etc/shadow");
  const before = await state();
  // As on a machine of a former version: the keys in the home belong to the unit.
  const [home, mark] = ["/home/bob/.ssh", "/var/lib/hearth/owned/home/bob/.ssh"];
  await output("n2", `sudo mkdir -p ${mark}; echo "users -" | sudo tee ${mark}/authorized_keys`);
  await asBob(`rm -rf ${home}; ln -s /etc ${home}`);
  await output("n2", "echo stale | sudo tee /etc/ssh/authorized_keys.d/bob");
  const units = [...ofRole(on.units(), "n2", "users"), ...ofRole(on.units(), "n2", "ssh")];
  expect(changesOf(await on.run("apply", units))).toEqual([
    "n2: users/keys of bob: changed",
    "n2: users/guard: confirmed",
  ]);
  expect(await state()).toBe(before);
  // What the former version did is refused, with the folder and with a link in the file's place.
  const [unit] = ofRole(on.units(), "n2", "users");
  const former = { ...unit!, role: "former", steps: [file({ path: `${home}/authorized_keys`, content: "a key" })] };
  for (const laid of [`ln -sfn /etc ${home}`, `rm ${home}; mkdir ${home}; ln -s /etc/shadow ${home}/authorized_keys`]) {
    await asBob(laid);
    const [result] = await on.run("apply", [former]);
    expect([result?.exitCode, result?.stderr]).toEqual([1, expect.stringContaining("others than root may change")]);
    expect(await state()).toBe(before);
  }
  expect(await loginAs("bob", "n2", "id -un")).toBe("bob");
  // What a former version left in homes goes, with the owner's rights alone.
  const ada = "/home/ada/.ssh/authorized_keys";
  await output("n2", `sudo -u ada sh -c 'mkdir -p /home/ada/.ssh; echo key >${ada}'`);
  const owned = `/var/lib/hearth/owned${ada}`;
  await output("n2", `sudo sh -c 'mkdir -p $(dirname ${owned}); echo "users $(sha256sum <${ada})" >${owned}'`);
  const hardening = ofRole(on.units(), "n2", "hardening");
  expect(changesOf(await on.run("apply", hardening))).toEqual(["n2: hardening/former keys in homes: changed"]);
  expect(await output("n2", `sudo ls -A /home/ada/.ssh; sudo readlink ${home}/authorized_keys`)).toBe("/etc/shadow");
  expect(await state()).toBe(before);
});

test("hardening: no interface believes redirects, and what a person opens by hand is drift", async () => {
  const redirects =
    "cat /proc/sys/net/ipv4/conf/*/accept_redirects /proc/sys/net/ipv6/conf/*/accept_redirects | sort -u";
  expect(await output("n2", redirects)).toBe("0");
  expect(await output("n2", "findmnt -n -o OPTIONS /dev/shm")).toMatch(/nosuid,nodev,noexec/);
  const units = ofRole(on.units(), "n2", "hardening");
  await output("n2", "sudo sysctl -w net.ipv4.conf.eth0.accept_redirects=1");
  expect(changesOf(await on.run("verify", units))).toEqual(["n2: hardening/sysctl interfaces: drifted"]);
  await on.run("apply", units);
  expect(await output("n2", redirects)).toBe("0");
});

test("headscale: one that was taken over and lays a link to a secret gets no copy of it", async () => {
  const key = "/var/lib/headscale/derp_server_private.key";
  await output("n1", `sudo -u headscale sh -c 'mv ${key} ${key}.own; ln -s /etc/hearth/secrets/consul/key.pem ${key}'`);
  expect(await output("n1", "sudo hearth-headscale-copy | wc -c")).toMatch(
    /Permission denied\n?0$|^0\n.*Permission denied/,
  );
  await output("n1", `sudo -u headscale mv -f ${key}.own ${key}`);
  expect(await output("n1", "sudo hearth-headscale-copy | tar -t | wc -l")).toMatch(/^[45]$/);
});

test("overlay: machines reach each other by name; a key was used once and is nowhere", async () => {
  expect(await output("n1", "ping -c 1 -W 3 n2.hearth >/dev/null && getent hosts n2.hearth | cut -d . -f 1")).toBe(
    "100",
  );
  const keys = JSON.parse(await output("n1", "sudo headscale preauthkeys list --output json")) as { used?: boolean }[];
  expect(keys.map(({ used }) => used)).toEqual([true, true]);
  expect(await output("n2", "sudo ls /var/lib/hearth/inbox")).toBe("control-address");
});

test("overlay: a machine that was cut from it joins again under its name, and the old one is forgotten", async () => {
  await output("n2", "sudo tailscale logout");
  const results = await on.run(
    "apply",
    on.units().filter(({ node, role }) => node === "n2" || role === "overlay-names"),
  );
  expect(failuresOf(results)).toEqual([]);
  const nodes = JSON.parse(await output("n1", "sudo headscale nodes list --output json")) as { given_name: string }[];
  expect(nodes.map(({ given_name: name }) => name).sort()).toEqual(["n1", "n2"]);
  // n1 has looked n2's new address up, and its packet filter is loaded with it.
  expect(failuresOf(await on.run("apply", on.units()))).toEqual([]);
  expect(await output("n1", "ping -c 1 -W 3 n2.hearth >/dev/null && echo reached")).toBe("reached");
});

test("overlay: a control server that lost its disk is the same one to all others, with what was kept of it", async () => {
  const identity = (): Promise<string> =>
    output(
      "n1",
      "sudo sha256sum /var/lib/headscale/noise_private.key; sudo headscale nodes list --output json | grep -E 'ip_addr|machine_key|given_name|\"100[.]'",
    );
  const before = await identity();
  expect(before).toContain("n2");
  await output("n1", "sudo systemctl stop headscale; sudo rm -rf /var/lib/headscale");
  expect(failuresOf(await on.run("apply", ofRole(on.units(), "n1", "headscale")))).toEqual([]);
  expect(await identity()).toBe(before);
  expect(await output("n1", "sudo ls /var/lib/hearth/inbox /var/lib/headscale/copy 2>/dev/null")).not.toContain("head");
  expect(
    await output("n2", "sudo tailscale debug prefs >/dev/null && tailscale ip -4 n1 >/dev/null && echo joined"),
  ).toBe("joined");
});

testFirewall(() => on);

test("consul: both machines are there, and without a token nobody sees or changes anything", async () => {
  // The tests above took n2 from the overlay and cut its table; Serf asks for a member that it has lost every 30 s.
  let members: readonly string[] = [];
  await until("both to be alive", 60_000, async () => {
    const seen = json(await consul("/v1/agent/members")) as { Name: string; Status: number }[];
    members = seen.map(({ Name, Status }) => `${Name} ${Status}`).sort();
    return !members.includes("n2 4");
  });
  expect(members).toEqual(["n1 1", "n2 1"]);
  expect((await consul("/v1/agent/self", { token: "" })).slice(-3)).toBe("403");
  expect(await consul("/v1/catalog/nodes", { token: "" })).toBe("[]200");
});

test("consul: an agent's token may register its own machine and no other", async () => {
  const register = (name: string): Promise<string> =>
    consul("/v1/catalog/register", {
      token: on.secrets["consul.agent.n2"],
      more: put({ Node: name, Address: "127.0.0.9" }),
    });
  expect([await register("n1"), await register("stranger")]).toEqual(["403", "403"]);
});

test("consul: Nomad's token of a node that runs no services registers none, at its own agent or in the catalog", async () => {
  const atAgent = (node: string): string =>
    `${put({ Name: "gateway", Port: 9999 })} https://${node}.hearth:8501/v1/agent/service/register`;
  const inCatalog = `${put({ Node: "n2", SkipNodeUpdate: true, Address: "127.0.0.1", Service: { Service: "gateway" } })} https://n2.hearth:8501/v1/catalog/register`;
  /** What curl on n2 is answered, with one of the stack's tokens. */
  const answer = async (secret: string, request: string): Promise<string> =>
    (
      await on.lab.ssh(
        "n2",
        `curl -sS --max-time 10 -H @- -w '%{http_code}' ${request}`,
        `X-Consul-Token: ${on.secrets[secret] ?? ""}\n`,
      )
    ).stdout;
  expect(await answer("consul.nomad.n2", atAgent("n2"))).toBe("403");
  expect(await answer("consul.nomad.n2", inCatalog)).toBe("403");
  // Whatever the token may: an agent takes orders from its own machine alone, and answers the questions of others.
  expect(await answer("consul.management", atAgent("n1"))).toBe("403");
  expect((await answer("consul.management", "https://n1.hearth:8501/v1/agent/self")).slice(-3)).toBe("200");
});

test("consul: plain HTTP and a stranger's certificate are refused", async () => {
  expect(
    await output("n2", "curl -s --max-time 3 -o /dev/null -w '%{http_code}' http://n1.hearth:8501/v1/status/leader"),
  ).toBe("400");
  expect(await output("n2", "curl -sk --max-time 3 https://n1.hearth:8300/ >/dev/null 2>&1 || echo refused")).toBe(
    "refused",
  );
});

test("consul: rights that were changed by hand are drift, and come back", async () => {
  const units = ofRole(on.units(), "n1", "consul-acl");
  const policy = json(await consul("/v1/acl/policy/name/nomad-agents-n2")) as { ID: string };
  const widened = { more: put({ ...policy, Rules: 'acl = "write"' }) };
  expect(await consul(`/v1/acl/policy/${policy.ID}`, widened)).toBe("200");
  expect(changesOf(await on.run("verify", units))).toEqual(["n1: consul-acl/policy nomad-agents-n2: drifted"]);
  expect(changesOf(await on.run("apply", units))).toEqual(["n1: consul-acl/policy nomad-agents-n2: changed"]);
  expect(await consul("/v1/acl/policy/name/nomad-agents-n2")).not.toContain("acl = ");
});

test("nomad: both machines are ready, and without a token nobody sees anything", async () => {
  await until("two ready nodes", 60_000, async () => {
    const nodes = json(await nomad("/v1/nodes")) as { Status: string }[];
    return nodes.filter(({ Status }) => Status === "ready").length === 2;
  });
  expect((await nomad("/v1/jobs", { token: "" })).slice(-3)).toBe("403");
});

test("nomad: a task with a user of its own registers in Consul and reads it, with no token of ours", async () => {
  expect(await nomad("/v1/jobs", { more: put({ Job: probeJob }) })).toBe("200");
  let allocation = { ID: "", ClientStatus: "" };
  await until("the task to run", 60_000, async () => {
    const found = json(await nomad("/v1/job/probe/allocations")) as (typeof allocation)[];
    allocation = found[0] ?? allocation;
    return allocation.ClientStatus === "running";
  });
  await until("the service in Consul", 20_000, async () =>
    (await consul("/v1/health/service/probe")).includes('"probe"'),
  );
  const logs = `/v1/client/fs/logs/${allocation.ID}?task=probe&type=stdout&plain=true`;
  await until("its words", 20_000, async () => (await nomad(logs)).includes("n1 n2"));
  expect(await nomad(logs)).not.toContain("hearth");
});

test("nothing runs as root but what is documented", async () => {
  // The watch of the packet filter is a shell that waits for nft.
  const known = [
    "dbus-daemon",
    "hearth-firewall",
    "init",
    "nft",
    "nomad",
    "sleep",
    "sshd",
    "sudo",
    "systemd",
    "tailscaled",
  ];
  for (const node of ["n1", "n2"]) {
    const list = await output(node, "ps -U root -o comm= | sort -u");
    const strangers = list
      .split("\n")
      .filter((name) => !known.includes(name) && !/^(systemd-|\(|ps$|sort$)/.test(name));
    expect([node, strangers]).toEqual([node, []]);
  }
});

test("a machine that was switched off comes back as it was, by itself", async () => {
  await killNode({ stack: on.lab.stack, node: "n2" });
  await startNode({ stack: on.lab.stack, node: "n2" });
  await waitForSsh(on.lab.access("n2"), 60_000);
  const units = on.units().filter(({ node }) => node === "n2");
  await until("n2 as it was", 90_000, async () => failuresOf(await on.run("verify", units)).length === 0);
  await until("n2 ready in Nomad", 60_000, async () => {
    const nodes = json(await nomad("/v1/nodes")) as { Name: string; Status: string }[];
    return nodes.some(({ Name, Status }) => Name === "n2" && Status === "ready");
  });
});

test("undo leaves no service, table or account of ours, ends the tasks, and the way in stays open", async () => {
  const results = await log.step("undo all roles", () => on.run("undo", on.units()));
  expect(failuresOf(results)).toEqual([]);
  for (const node of ["n1", "n2"]) {
    expect(
      await output(node, "sudo ls -d /etc/hearth /var/lib/nomad /var/lib/consul /var/lib/tailscale 2>/dev/null"),
    ).toBe("");
    expect(await output(node, "ls /etc/systemd/system | grep -E 'hearth|consul|nomad|headscale|tailscale'")).toBe("");
    expect(await output(node, "getent passwd | grep -E '^(hearth|consul|headscale|nomad)'")).toBe("");
    expect(await output(node, "grep -E 'hearth|[.]hearth' /etc/hosts")).toBe("");
    expect(await output(node, "ps -eo comm= | grep -E 'nomad|consul|headscale|tailscaled|sleep'")).toBe("");
  }
});

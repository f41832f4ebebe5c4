import { afterAll, beforeAll, expect, test } from "vitest";
import { $ } from "zx";
import { killNode, startNode } from "../support/lab-node.ts";
import { waitForSsh } from "../../lib/lab/nodes/wait-for-ssh.ts";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import { stackFolder } from "../../lib/paths.ts";
import type { Endpoint } from "../../lib/plan/endpoint.ts";
import { file } from "../../lib/steps/file.ts";
import type { Unit } from "../../lib/steps/unit.ts";
import { askAgent, json, ofRole, put, until } from "../support/ask-agents.ts";
import { changesOf, failuresOf, roleLab, type RoleLab } from "../support/role-lab.ts";
import { probeJob } from "../support/probe-job.ts";
import { isThorough } from "../support/thorough.ts";

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

test("firewall: what is declared answers, from whom it is declared for, and nothing else does", async () => {
  const serve = (port: number): string =>
    `sudo systemd-run --quiet --unit serve-${port} python3 -m http.server ${port}`;
  await output("n2", `${serve(9001)}; ${serve(9002)}; ${serve(9003)}`);
  const declared: Endpoint[] = [
    { name: "one", port: 9001, protocol: "tcp", reach: "overlay", from: ["n1"] },
    { name: "two", port: 9002, protocol: "tcp", reach: "overlay", from: ["n2"] },
  ];
  const results = await on.run("apply", ofRole(on.units({ endpoints: declared }), "n2", "firewall"));
  expect(failuresOf(results)).toEqual([]);
  expect(changesOf(results)).toContain("n2: firewall/guard: confirmed");
  const status = async (host: string, port: number): Promise<string> =>
    output("n1", `curl -s -o /dev/null --max-time 3 -w '%{http_code}' http://${host}:${port}/`);
  const underlay = on.lab.access("n2").address;
  expect(await Promise.all([9001, 9002, 9003].map((port) => status("n2.hearth", port)))).toEqual(["200", "000", "000"]);
  expect(await Promise.all([9001, 9002, 9003].map((port) => status(underlay, port)))).toEqual(["000", "000", "000"]);
  await output("n2", "sudo systemctl stop serve-9001 serve-9002 serve-9003");
});

test("firewall: a service for one account is refused to all others, on the machine that calls and on its own", async () => {
  await output("n2", "sudo systemd-run --quiet --unit serve-9004 python3 -m http.server 9004");
  const worker: Endpoint = {
    ...{ name: "rpc", port: 9004, protocol: "tcp", reach: "overlay" },
    ...{ from: ["n1"], callers: ["hearth-llama"] },
  };
  const declared = on.units({
    endpoints: [worker],
    egress: [
      { user: "hearth-llama", egress: ["rpc"] },
      { user: "hearth-memory", egress: [] },
    ],
  });
  const units = ["n1", "n2"].flatMap((node) => ofRole(declared, node, "firewall"));
  expect(failuresOf(await on.run("apply", units))).toEqual([]);
  const as = async (node: string, account: string, url: string): Promise<string> =>
    output(node, `sudo runuser -u ${account} -- curl -s -o /dev/null --max-time 3 -w '%{http_code}' ${url}`);
  const url = "http://n2.hearth:9004/";
  const accounts = ["hearth-llama", "nobody", "root", "hearth-memory"];
  const seen = await Promise.all(accounts.map(async (account) => `${account} ${await as("n1", account, url)}`));
  expect(seen).toEqual(["hearth-llama 200", "nobody 000", "root 000", "hearth-memory 000"]);
  expect([await as("n2", "nobody", url), await as("n2", "hearth-llama", url)]).toEqual(["000", "200"]);
  // A job's account gets nowhere else: not to another port of the overlay, and not to the home network.
  const depot = "http://n1.hearth:8090/";
  const underlay = `http://${on.lab.access("n1").address}:22/`;
  const status = (account: string, address: string): Promise<string> =>
    output("n2", `sudo runuser -u ${account} -- curl -s -o /dev/null --max-time 3 ${address}; echo $?`);
  expect(await status("nobody", depot)).toBe("0");
  expect(await status("hearth-llama", depot)).toBe("7");
  expect(await status("hearth-llama", underlay)).toBe("7");
  // curl talks to SSH, which does not answer in HTTP.
  expect(await status("nobody", underlay)).not.toBe("7");
  await output("n2", "sudo systemctl stop serve-9004");
  await on.run(
    "apply",
    ["n1", "n2"].flatMap((node) => ofRole(on.units(), node, "firewall")),
  );
});

test("firewall: a rule added by hand is drift, and a removed table is loaded again at once, whoever removed it", async () => {
  const units = ofRole(on.units(), "n2", "firewall");
  await on.run("apply", units);
  await output("n2", "sudo nft add rule inet hearth input tcp dport 1 accept");
  expect(changesOf(await on.run("verify", units))).toEqual(["n2: firewall/table inet hearth: drifted"]);
  await on.run("apply", units);
  const back = (): Promise<undefined> =>
    until("the table", 15_000, async () => changesOf(await on.run("verify", units)).length === 0);
  for (const removal of ["nft delete table inet hearth", "nft flush ruleset", "systemctl restart nftables"]) {
    await output("n2", `sudo ${removal}`);
    await back();
  }
  await output("n2", "sudo systemctl stop nftables");
  await back();
});

test("firewall: rules that cannot be loaded leave SSH open and nothing else, and come back by themselves", async () => {
  const units = ofRole(on.units(), "n2", "firewall");
  await output("n2", "sudo cp /etc/hosts /root/hosts; sudo sed -i '/n1.hearth/d' /etc/hosts");
  await output("n2", "sudo sed -i 's/tcp dport 8301 accept/ip saddr { n1.hearth } &/' /etc/hearth/firewall.nft");
  await output("n2", "sudo systemctl restart hearth-firewall");
  expect(await output("n2", "sudo nft list table inet hearth | grep -c dport")).toBe("3");
  expect(await output("n2", "sudo nft list chain inet hearth input | grep -c 'policy drop'")).toBe("1");
  await output("n2", "sudo sh -c 'cat /root/hosts >/etc/hosts'; sudo systemctl reload hearth-firewall");
  expect(await output("n2", "sudo nft list chain inet hearth input | grep -c '\"shut: '")).toBe("0");
  expect(failuresOf(await on.run("apply", units))).toEqual([]);
  expect(changesOf(await on.run("verify", units))).toEqual([]);
});

test("firewall: a change that cuts the connection fails, and reverts itself within 30 seconds", async () => {
  const before = on.units();
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
  const [result] = await on.run("apply", withoutSsh);
  expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("error UNIT_FAILED") as string });
  const config = `${stackFolder(on.lab.stack)}/ssh_config`;
  await until("a fresh login", 40_000, async () => {
    const login = await $({
      nothrow: true,
      quiet: true,
    })`ssh -F ${config} -o ControlPath=none -o ConnectTimeout=2 n2 true`;
    return login.exitCode === 0;
  });
  expect((performance.now() - start) / 1_000).toBeLessThan(45);
  const verified = await on.run("verify", ofRole(before, "n2", "firewall"));
  expect(changesOf(verified)).toEqual([]);
});

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

test("secrets: a new authority, new certificates, tokens and keys of the gossip take the place of the former ones", async () => {
  const names = ["ca", "consul.gossip", "nomad.gossip", "consul.nomad.n2", "consul.agent.n2"];
  const rotated = await on.rotated(names);
  expect(failuresOf(await on.run("apply", on.units(), rotated))).toEqual([]);
  expect(failuresOf(await on.run("verify", on.units(), rotated))).toEqual([]);
  const self = (secret: string | undefined): Promise<string> =>
    consul("/v1/acl/token/self", { token: secret, more: "-o /dev/null" });
  expect([await self(on.secrets["consul.nomad.n2"]), await self(rotated["consul.nomad.n2"])]).toEqual(["403", "200"]);
  const keyring = await consul("/v1/operator/keyring");
  expect([keyring.includes(on.secrets["consul.gossip"]!), keyring.includes(rotated["consul.gossip"]!)]).toEqual([
    false,
    true,
  ]);
  const issuer = "openssl s_client -connect n2.hearth:8501 -CAfile /usr/local/share/ca-certificates/hearth.crt";
  expect(await output("n1", `${issuer} </dev/null 2>&1 | grep -c 'Verify return code: 0'`)).not.toBe("0");
  await until("both to be alive", 60_000, async () => {
    const seen = json(await consul("/v1/agent/members")) as { Status: number }[];
    return seen.every(({ Status }) => Status === 1);
  });
  // What follows finds the lab as it was.
  expect(failuresOf(await on.run("apply", on.units()))).toEqual([]);
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

test.runIf(isThorough)(
  "docker: Debian's engine with our settings runs a container, Nomad may use it, and undo removes it",
  async () => {
    const docker = { engine: "debian" };
    const ofBoth = (): readonly Unit[] => {
      const units = on.units({}, { docker });
      return [...ofRole(units, "n2", "docker"), ...ofRole(units, "n2", "nomad")];
    };
    expect(failuresOf(await on.run("apply", ofBoth()))).toEqual([]);
    expect(changesOf(await on.run("apply", ofBoth()))).toEqual([]);
    expect(failuresOf(await on.run("verify", ofBoth()))).toEqual([]);
    await output("n2", "sudo tar -C /usr/local/bin -chf - tailscale | sudo docker import - version");
    const version = "sudo docker run --rm --network none version /tailscale version";
    expect(await output("n2", version)).toMatch(/^1\.\d+\.\d+/);
    await until("the driver in Nomad", 60_000, async () => {
      const nodes = json(await nomad("/v1/nodes")) as {
        Name: string;
        Drivers: Record<string, { Healthy: boolean } | undefined>;
      }[];
      return nodes.find(({ Name }) => Name === "n2")?.Drivers["docker"]?.Healthy === true;
    });

    await output("n2", "sudo systemctl stop docker.socket docker");
    const [drifted] = ofRole(on.units({}, { docker }), "n2", "docker");
    expect(changesOf(await on.run("verify", [drifted!]))).toEqual([
      "n2: docker/service docker: drifted",
      "n2: docker/Docker answers: drifted",
    ]);
    expect(failuresOf(await on.run("apply", [drifted!]))).toEqual([]);

    expect(failuresOf(await on.run("undo", [drifted!]))).toEqual([]);
    expect(await output("n2", "command -v dockerd; ls /etc/docker/daemon.json 2>/dev/null")).toBe("");
    expect(failuresOf(await on.run("apply", ofRole(on.units(), "n2", "nomad")))).toEqual([]);
  },
);

test.runIf(isThorough)("docker: an engine of the machine's own is not replaced, and the way out is named", async () => {
  await output("n2", "sudo install -m 755 /bin/true /usr/local/bin/dockerd");
  const [result] = await on.run("apply", ofRole(on.units({}, { docker: { engine: "debian" } }), "n2", "docker"));
  await output("n2", "sudo rm /usr/local/bin/dockerd");
  expect(result?.exitCode).toBe(1);
  expect(result?.stderr).toContain("set options.docker.engine: existing");
  expect(await output("n2", "ls /etc/docker/daemon.json 2>/dev/null")).toBe("");
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

import { expect, test } from "vitest";
import type { NodeProfile } from "../../profile/node-profile.ts";
import { parseProbe } from "../../profile/parse-probe.ts";
import { checks } from "../checks.ts";
import { factChecks } from "../fact-checks.ts";
import type { NodePlan } from "./fact-check.ts";

const gigabyte = 1e9;

/** A machine with nothing on it that anybody could mind. */
const quiet: NodeProfile = {
  ...parseProbe("n1", "", new Date(0)),
  fileSystems: [
    {
      mount: "/",
      device: "/dev/sda1",
      type: "ext4",
      sizeBytes: 100 * gigabyte,
      freeBytes: 50 * gigabyte,
      encrypted: false,
    },
  ],
  nameServers: ["192.0.2.1"],
  sshSettings: [
    { file: "/etc/ssh/sshd_config", line: "Include /etc/ssh/sshd_config.d/*.conf" },
    { file: "/etc/ssh/sshd_config", line: "KbdInteractiveAuthentication yes" },
  ],
};
const plan: NodePlan = {
  node: "n1",
  address: "192.0.2.11",
  admitted: [
    { port: 22, protocol: "tcp", reach: "underlay" },
    { port: 8123, protocol: "tcp", reach: "overlay" },
  ],
  forward: ["docker0", "br-*"],
  tailnet: { controlUrl: "https://control.hearth:8443" },
  stock: [],
  models: [],
};

const judged = (profile: Partial<NodeProfile>, more: Partial<NodePlan> = {}): readonly string[] =>
  factChecks.flatMap(({ name, judge }) => {
    const verdict = judge({ ...quiet, ...profile }, { ...plan, ...more });
    return verdict.state === "ok" ? [] : `${name} ${verdict.state}: ${verdict.detail}`;
  });

const socket = (
  port: number,
  more: Partial<NodeProfile["listening"][number]> = {},
): NodeProfile["listening"][number] => ({
  protocol: "tcp",
  address: "0.0.0.0",
  port,
  process: "python3",
  ours: false,
  ...more,
});
const link = (name: string, more: Partial<NodeProfile["links"][number]> = {}): NodeProfile["links"][number] => ({
  name,
  kind: "wired",
  up: true,
  mtu: 1500,
  addresses: ["192.0.2.11/24"],
  members: [],
  ...more,
});

test("a machine with nothing special has no finding", () => {
  expect(judged({})).toEqual([]);
  expect(judged({ links: [link("enp1s0")], defaultRoutes: ["enp1s0"], cloudHosts: true })).toEqual([]);
});

test("every check has a name of its own, also among those that run on the machine", () => {
  const names = [...checks, ...factChecks].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z][a-z-]+$/.test(name))).toEqual([]);
});

test("a service that is open today and will be closed is named with its program", () => {
  expect(
    judged({ listening: [socket(22), socket(8006), socket(53, { protocol: "udp", process: "pihole-FTL" })] }),
  ).toEqual(["listening warning: will be closed: 8006/tcp (python3), 53/udp (pihole-FTL)"]);
});

test("a port that the firewall opens for the overlay only is named as that", () => {
  expect(judged({ listening: [socket(8123), socket(445, { process: "smbd", address: "::" })] })).toEqual([
    "listening warning: will be closed: 445/tcp (smbd); only for the cluster: 8123/tcp (python3)",
  ]);
});

test.each([
  [
    "a port that the inventory keeps open",
    socket(8006),
    { admitted: [{ port: 8006, protocol: "tcp", reach: "underlay" }] },
  ],
  ["what listens on loopback", socket(5432, { address: "127.0.0.1" }), {}],
  ["what listens on another tailnet", socket(5432, { address: "100.70.1.2" }), {}],
  ["what Hearth has started", socket(4646, { ours: true }), {}],
  ["a program that only asks", socket(41_000, { protocol: "udp", process: "dnsmasq" }), {}],
  ["DHCP", socket(68, { protocol: "udp", process: "dhclient" }), {}],
] as const)("%s is not named", (_, listening, more) => {
  expect(judged({ listening: [listening] }, more)).toEqual([]);
});

test("WireGuard's port is the kernel's own, and named", () => {
  expect(judged({ listening: [{ protocol: "udp", address: "0.0.0.0", port: 51_820, ours: false }] })).toEqual([
    "listening warning: will be closed: 51820/udp",
  ]);
});

test("published ports of containers are named once, but for those kept open and those of the machine alone", () => {
  const publishedPorts = [
    { container: "web", protocol: "tcp", address: "0.0.0.0", port: 8088 },
    { container: "web", protocol: "tcp", address: "::", port: 8088 },
    { container: "db", protocol: "tcp", address: "127.0.0.1", port: 5432 },
  ] as const;
  const proxy = [socket(8088, { process: "docker-proxy" })];
  expect(judged({ publishedPorts: [...publishedPorts], listening: proxy })).toEqual([
    "published-ports warning: will be closed: 8088/tcp (web)",
  ]);
  const admitted = [{ port: 8088, protocol: "tcp", reach: "underlay" }] as const;
  expect(judged({ publishedPorts: [...publishedPorts], listening: proxy }, { admitted })).toEqual([]);
});

test("a bridge of virtual machines is named, but not one into the house's network, one without ports or one that may go on", () => {
  const links = [
    link("enp1s0", { addresses: [] }),
    link("virbr9", { kind: "bridge", members: ["vnet0", "vnet1"] }),
    link("vmbr0", { kind: "bridge", members: ["enp1s0", "tap100i0"] }),
    link("incusbr0", { kind: "bridge" }),
    link("br-0123", { kind: "bridge", members: ["veth1"] }),
  ];
  expect(judged({ links })).toEqual(["bridges warning: no new connections out of virbr9 (2 ports)"]);
  expect(judged({ links }, { forward: ["virbr*", "br-*"] })).toEqual([]);
});

test("a machine in another tailnet is an error that names it, and one in this cluster's is none", () => {
  const tailnet = { controlUrl: "https://controlplane.tailscale.com", state: "Running", name: "ada.example" };
  expect(judged({ tailnet })).toEqual([
    "tailnet error: in the tailnet of https://controlplane.tailscale.com, which it would leave with its routes",
  ]);
  expect(judged({ tailnet: { ...tailnet, controlUrl: "https://control.hearth:8443/" } })).toEqual([]);
  const wanted = { controlUrl: "https://controlplane.tailscale.com", name: "house.example" };
  expect(judged({ tailnet }, { tailnet: wanted })).toEqual([
    "tailnet error: in the tailnet ada.example, which it would leave with its routes",
  ]);
});

test("100.64.0.0/10: an error on the way to the machine, a warning elsewhere, and the overlay's own link is fine", () => {
  const wan = link("wan0", { addresses: ["100.70.1.2/24"] });
  const lan = link("enp1s0");
  expect(judged({ links: [lan, wan], defaultRoutes: ["enp1s0"] })).toEqual([
    "overlay-range warning: wan0 has an address in 100.64.0.0/10",
  ]);
  expect(judged({ links: [lan, wan], defaultRoutes: ["wan0"] })).toEqual([
    "overlay-range error: the default route leaves by wan0, which has 100.70.1.2/24",
  ]);
  expect(judged({}, { address: "100.70.1.2" })).toEqual([
    "overlay-range error: its address 100.70.1.2 is in 100.64.0.0/10",
  ]);
  expect(
    judged({ links: [lan, link("tailscale0", { kind: "virtual", mtu: 1280, addresses: ["100.64.0.1/32"] })] }),
  ).toEqual([]);
  expect(judged({ links: [link("wan0", { addresses: ["100.128.0.1/24"] })] })).toEqual([]);
});

test("packets between nodes: too small, lost, or not answered", () => {
  const peer = { lossPercent: 0, roundTripMs: 0.4, largePackets: true };
  expect(judged({ peers: [{ node: "n2", ...peer }] })).toEqual([]);
  expect(judged({ links: [link("wg0", { mtu: 1300 })], defaultRoutes: ["wg0"] })).toEqual([
    "packet-size warning: wg0 takes 1300 bytes at most",
  ]);
  expect(
    judged({
      peers: [
        { node: "n2", ...peer, largePackets: false },
        { node: "n3", ...peer, lossPercent: 20 },
        { node: "n4", lossPercent: 100, largePackets: false },
      ],
    }),
  ).toEqual(["packet-size warning: not to n2", "packet-loss warning: 20 % to n3, no answer from n4"]);
});

test("name servers: none, or only those of a tailnet that the machine leaves", () => {
  expect(judged({ nameServers: [] })).toEqual(["name-servers warning: none in /etc/resolv.conf"]);
  expect(judged({ nameServers: ["100.100.100.100"] })).toEqual([
    "name-servers warning: only another tailnet's, 100.100.100.100",
  ]);
});

test("models that do not fit are an error before anything is copied; what is there already needs no room", () => {
  const [a, b] = ["a".repeat(64), "b".repeat(64)];
  const stock = [
    { sha256: a, sizeBytes: 30 * gigabyte },
    { sha256: b, sizeBytes: 25 * gigabyte },
  ];
  expect(judged({}, { stock })).toEqual(["model-disk error: 55 GB are wanted and 50 GB are free in /srv"]);
  expect(judged({ depot: [a] }, { stock })).toEqual([]);
  const srv = { mount: "/srv", device: "/dev/sdb", type: "ext4", sizeBytes: 1e12, freeBytes: 9e11, encrypted: false };
  expect(judged({ fileSystems: [...quiet.fileSystems, srv] }, { stock })).toEqual([]);
  expect(judged({}, { models: [80 * gigabyte, 20 * gigabyte] })).toEqual([
    "model-disk error: experts fetch 100 GB, and the disk of /var/lib/nomad has 100 GB",
  ]);
});

test("a disk for data is mounted where the inventory says, and has room", () => {
  const [system] = quiet.fileSystems;
  const disk = { ...system!, mount: "/mnt/big", device: "/dev/sdb1", freeBytes: 900 * gigabyte };
  const withDisk = (more: object = {}) => ({ fileSystems: [system!, { ...disk, ...more }] });
  expect(judged(withDisk(), { dataPath: "/mnt/big" })).toEqual([]);
  expect(judged(withDisk(), { dataPath: "/mnt/big/house" })).toEqual([]);
  expect(judged({}, { dataPath: "/mnt/big" })).toEqual(["data-path error: no other disk is mounted at /mnt/big"]);
  expect(judged(withDisk({ freeBytes: 1e6 }), { dataPath: "/mnt/big" })).toEqual([
    expect.stringMatching(/^data-path error: .* are free at \/mnt\/big$/),
  ]);
});

test("models have to fit on the disk for data, where there is one", () => {
  const [system] = quiet.fileSystems;
  const disk = { ...system!, mount: "/mnt/big", freeBytes: 900 * gigabyte, sizeBytes: 1_000 * gigabyte };
  const models = [100 * gigabyte];
  expect(judged({ fileSystems: [system!, disk] }, { models, dataPath: "/mnt/big" })).toEqual([]);
});

test("LUKS below /, Secure Boot with an NVIDIA card, a battery, no user namespaces", () => {
  const [root] = quiet.fileSystems;
  expect(judged({ fileSystems: [{ ...root!, encrypted: true }] })).toEqual([
    "encrypted-disk warning: / is encrypted (LUKS)",
  ]);
  const system = { ...quiet.system, distribution: "debian", release: "12", secureBoot: "on" as const };
  expect(judged({ system })).toEqual([]);
  const gpus = [{ address: "0000:01:00.0", vendorId: "10de", deviceId: "2204", class: "030000", removable: false }];
  expect(judged({ system, gpus })).toEqual(["secure-boot warning: on, and NVIDIA's module is not signed for it"]);
  expect(judged({ power: { battery: true, onMains: false, batteryPercent: 40 } })).toEqual([
    "power warning: on battery, 40 %",
  ]);
  expect(judged({ system: { ...quiet.system, userNamespaces: false } })).toEqual([
    "user-namespaces warning: switched off",
  ]);
});

const sshd = (...settings: readonly (readonly [file: string, line: string])[]): readonly string[] =>
  judged({ sshSettings: settings.map(([file, line]) => ({ file: `/etc/ssh/${file}`, line })) });
const include = ["sshd_config", "Include /etc/ssh/sshd_config.d/*.conf"] as const;

test.each([
  ["a file that sorts before ours", [include, ["sshd_config.d/00-mine.conf", "PasswordAuthentication yes"]]],
  ["a line above Include", [["sshd_config", "PasswordAuthentication yes"], include]],
] as const)("sshd: %s wins, and is named", (_, settings) => {
  const file = settings.find(([, line]) => line.startsWith("Password"))?.[0] ?? "";
  expect(sshd(...settings)).toEqual([`sshd-settings error: /etc/ssh/${file} says PasswordAuthentication yes`]);
});

test("sshd: without Include our file is not read at all", () => {
  expect(sshd(["sshd_config", "UsePAM yes"])).toEqual([
    "sshd-settings error: /etc/ssh/sshd_config does not include /etc/ssh/sshd_config.d/*.conf",
  ]);
});

test("sshd: what comes later, says the same or is ours is no finding", () => {
  expect(
    sshd(
      include,
      ["sshd_config", "PasswordAuthentication yes"],
      ["sshd_config.d/00-mine.conf", 'PasswordAuthentication "no"'],
      ["sshd_config.d/10-hearth.conf", "PermitRootLogin yes"],
      ["sshd_config.d/50-cloud-init.conf", "PasswordAuthentication yes"],
    ),
  ).toEqual([]);
});

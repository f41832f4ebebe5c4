import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeProfileSchema } from "./node-profile.ts";
import { parseProbe } from "./parse-probe.ts";

const probe = readFileSync(join(import.meta.dirname, "probe.sh"), "utf8");
const at = new Date("2026-11-30T12:00:00Z");

/** A desktop of 2019 with an encrypted disk, its own Docker and a virtual machine's bridge, as the probe printed it. */
const desktop = String.raw`
== peers
n1	yes	PING 192.0.2.11 (192.0.2.11) 56(84) bytes of data.  --- 192.0.2.11 ping statistics --- 5 packets transmitted, 5 received, 0% packet loss, time 802ms rtt min/avg/max/mdev = 0.305/0.412/0.498/0.070 ms
n3	no	PING 192.0.2.13 (192.0.2.13) 56(84) bytes of data.  --- 192.0.2.13 ping statistics --- 5 packets transmitted, 4 received, 20% packet loss, time 810ms rtt min/avg/max/mdev = 3.1/4.5/9.9/2.0 ms

== kernel
6.1.0-28-amd64
x86_64
== os-release
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
VERSION_ID="12"
ID=debian
== cpuinfo
processor	: 0
model name	: AMD Ryzen 7 3700X 8-Core Processor
flags		: fpu vme sse4_2 avx f16c avx2 fma bmi2 sha_ni
== cpus
0,0,0
1,1,0
2,0,0
3,1,0
== cpu-limit
max 100000
4
== meminfo
MemTotal:       32793636 kB
MemAvailable:   27262976 kB
SwapTotal:       1048572 kB
== memory-limit
max
== lsblk
{"blockdevices":[
 {"name":"nvme0n1","type":"disk","size":1000204886016,"rota":false,"tran":"nvme","model":"Samsung SSD 970 EVO Plus 1TB","fstype":null,"mountpoint":null,"children":[
  {"name":"nvme0n1p2","type":"part","size":511705088,"rota":false,"tran":"nvme","model":null,"fstype":"ext4","mountpoint":"/boot"},
  {"name":"nvme0n1p3","type":"part","size":999000000000,"rota":false,"tran":"nvme","model":null,"fstype":"crypto_LUKS","mountpoint":null,"children":[
   {"name":"crypt","type":"crypt","size":999000000000,"rota":false,"tran":null,"model":null,"fstype":"LVM2_member","mountpoint":null,"children":[
    {"name":"vg-root","type":"lvm","size":900000000000,"rota":false,"tran":null,"model":null,"fstype":"ext4","mountpoint":"/"}]}]}]},
 {"name":"sda","type":"disk","size":"4000787030016","rota":"1","tran":"sata","model":"WDC WD40EFRX-68N","fstype":"ext4","mountpoint":"/srv"},
 {"name":"sr0","type":"rom","size":1073741312,"rota":true,"tran":"sata","model":"DVD","fstype":null,"mountpoint":null}]}
== df
Filesystem          Type      1-blocks         Used     Available Capacity Mounted on
/dev/mapper/vg-root ext4  885000000000 100000000000  740000000000      12% /
/dev/nvme0n1p2      ext4     500000000     90000000     380000000      20% /boot
/dev/mapper/vg-root ext4  885000000000 100000000000  740000000000      12% /
/dev/sda            ext4 3937000000000 500000000000 3237000000000      14% /srv
== gpus
0000:0a:00.0	0x030000	0x10de	0x2204	nvidia		268435456	fixed
== nvidia
00000000:0A:00.0, 24576
== addresses
[{"ifname":"lo","addr_info":[{"local":"127.0.0.1","prefixlen":8,"scope":"host"}]},
 {"ifname":"enp5s0","addr_info":[{"local":"192.0.2.12","prefixlen":24,"scope":"global"},{"local":"fe80::1","prefixlen":64,"scope":"link"}]},
 {"ifname":"virbr9","addr_info":[{"local":"198.51.100.1","prefixlen":24,"scope":"global"}]}]
== links
enp5s0	wired	up	1500	1000
lo	virtual	unknown	65536
tailscale0	virtual	unknown	1280
virbr9	bridge	up	1500	-1	 vnet0
wlp4s0	wireless	down	1500
== routes
default via 192.0.2.1 dev enp5s0 proto dhcp src 192.0.2.12 metric 100
default via fe80::1 dev enp5s0 proto ra metric 100
== virtualization
none
none
== init
systemd
== secure-boot
efi
   6   0   0   0   1
== user-namespaces
127000
1
== power
Mains		1
Battery	Device		80
== shells
/usr/bin/zsh
/bin/sh
/bin/bash
/usr/bin/zsh
== listening
tcp   LISTEN 0      5            0.0.0.0:8123       0.0.0.0:*    users:(("python3",pid=700,fd=3))
tcp   LISTEN 0      128             [::]:22            [::]:*    users:(("sshd",pid=600,fd=4),("systemd",pid=1,fd=50))
udp   UNCONN 0      0      127.0.0.53%lo:53         0.0.0.0:*    users:(("systemd-resolve",pid=500,fd=13))
tcp   LISTEN 0      4096               *:4646             *:*    users:(("nomad",pid=800,fd=9))
udp   UNCONN 0      0            0.0.0.0:51820      0.0.0.0:*
== processes
500	systemd-resolved	 /usr/lib/systemd/systemd-resolved /usr/lib/systemd/systemd
600	ssh	 /usr/sbin/sshd /usr/lib/systemd/systemd
700	other	 /usr/bin/python3.11
800	nomad	 /opt/hearth/nomad-1/bin/nomad
== started
consul
== programs
docker
nft
tailscale
== active
docker.service
ssh.service
chrony.service
== published
web	0.0.0.0:8088->80/tcp, [::]:8088->80/tcp, 443/tcp
game	127.0.0.1:27015-27016->27015-27016/udp
== tailnet
	"ControlURL": "https://controlplane.tailscale.com",
  "BackendState": "Running",
== time
== resolv.conf
nameserver 192.0.2.1
== cloud-hosts
manage_etc_hosts: true
== sshd
/etc/ssh/sshd_config:Include /etc/ssh/sshd_config.d/*.conf
/etc/ssh/sshd_config.d/00-mine.conf:PasswordAuthentication yes
== end
`;

test("what a machine says is read", () => {
  const profile = parseProbe("n2", desktop, at);
  expect(nodeProfileSchema.parse(profile)).toEqual(profile);
  expect(profile).toMatchObject({
    node: "n2",
    takenAt: "2026-11-30T12:00:00.000Z",
    cpu: {
      model: "AMD Ryzen 7 3700X 8-Core Processor",
      architecture: "amd64",
      sockets: 1,
      cores: 2,
      threads: 4,
      features: ["sse4_2", "avx", "f16c", "avx2", "fma", "bmi2"],
    },
    memory: { totalBytes: 32_793_636 * 1024, availableBytes: 27_262_976 * 1024, swapBytes: 1_048_572 * 1024 },
    gpus: [{ vendorId: "10de", deviceId: "2204", driver: "nvidia", memoryBytes: 24 * 2 ** 30, removable: false }],
    defaultRoutes: ["enp5s0"],
    system: {
      distribution: "debian",
      release: "12",
      kernel: "6.1.0-28-amd64",
      virtualization: "none",
      container: false,
      secureBoot: "on",
      userNamespaces: true,
    },
    power: { battery: false, onMains: true },
    shells: { login: "/usr/bin/zsh", installed: ["/bin/sh", "/bin/bash", "/usr/bin/zsh"] },
    tailnet: { controlUrl: "https://controlplane.tailscale.com", state: "Running" },
    timeKeeper: "chrony",
    nameServers: ["192.0.2.1"],
    cloudHosts: true,
  });
  expect([profile.cpu.limitThreads, profile.memory.limitBytes]).toEqual([undefined, undefined]);
});

test("disks and file systems: what turns, what is encrypted, and each place once", () => {
  const { disks, fileSystems } = parseProbe("n2", desktop, at);
  expect(disks.map(({ name, rotational, transport }) => [name, rotational, transport])).toEqual([
    ["nvme0n1", false, "nvme"],
    ["sda", true, "sata"],
  ]);
  expect(fileSystems.map(({ mount, encrypted, rotational }) => [mount, encrypted, rotational])).toEqual([
    ["/", true, false],
    ["/boot", false, false],
    ["/srv", false, true],
  ]);
});

test("links, with the ports of bridges and without addresses of the link alone", () => {
  expect(parseProbe("n2", desktop, at).links).toEqual([
    { name: "enp5s0", kind: "wired", up: true, mtu: 1500, speedMbps: 1000, addresses: ["192.0.2.12/24"], members: [] },
    { name: "tailscale0", kind: "virtual", up: true, mtu: 1280, addresses: [], members: [] },
    { name: "virbr9", kind: "bridge", up: true, mtu: 1500, addresses: ["198.51.100.1/24"], members: ["vnet0"] },
    { name: "wlp4s0", kind: "wireless", up: false, mtu: 1500, addresses: [], members: [] },
  ]);
});

test("what listens, with its process and service, and whether Hearth started it", () => {
  expect(parseProbe("n2", desktop, at).listening).toEqual([
    { protocol: "tcp", address: "0.0.0.0", port: 8123, process: "python3", pid: 700, service: "other", ours: false },
    { protocol: "tcp", address: "::", port: 22, process: "sshd", pid: 600, service: "ssh", ours: false },
    {
      protocol: "udp",
      address: "127.0.0.53",
      port: 53,
      process: "systemd-resolve",
      pid: 500,
      service: "systemd-resolved",
      ours: false,
    },
    { protocol: "tcp", address: "*", port: 4646, process: "nomad", pid: 800, service: "nomad", ours: true },
    { protocol: "udp", address: "0.0.0.0", port: 51_820, ours: false },
  ]);
});

test("published ports of containers, ranges too, and not those that stay inside", () => {
  expect(parseProbe("n2", desktop, at).publishedPorts).toEqual([
    { container: "web", protocol: "tcp", address: "0.0.0.0", port: 8088 },
    { container: "web", protocol: "tcp", address: "::", port: 8088 },
    { container: "game", protocol: "udp", address: "127.0.0.1", port: 27_015 },
    { container: "game", protocol: "udp", address: "127.0.0.1", port: 27_016 },
  ]);
});

test("pings between nodes", () => {
  expect(parseProbe("n2", desktop, at).peers).toEqual([
    { node: "n1", lossPercent: 0, roundTripMs: 0.412, largePackets: true },
    { node: "n3", lossPercent: 20, roundTripMs: 4.5, largePackets: false },
  ]);
});

/** A board with an ARM processor in a control group: no PCI, no lsblk, no firmware. */
const board = String.raw`
== kernel
6.6.51+rpt-rpi-v8
aarch64
== cpuinfo
processor	: 0
Features	: fp asimd evtstrm aes crc32 asimddp cpuid
== cpus
0,0,0
1,1,0
2,2,0
3,3,0
== cpu-limit
150000 100000
4
== meminfo
MemTotal:        8127492 kB
MemAvailable:    7500000 kB
== memory-limit
2147483648
== power
Battery		1	76
Mains		0
== tailnet
  "BackendState": "NeedsLogin",
== end
`;

test("a machine that says little, and one in a control group with limits", () => {
  const profile = parseProbe("pi", board, at);
  expect(nodeProfileSchema.parse(profile)).toEqual(profile);
  expect(profile).toMatchObject({
    cpu: { architecture: "arm64", cores: 4, limitThreads: 1.5, features: ["asimd", "asimddp"] },
    memory: { limitBytes: 2 ** 31, swapBytes: 0 },
    disks: [],
    gpus: [],
    system: { distribution: "unknown", secureBoot: "none" },
    power: { battery: true, onMains: false, batteryPercent: 76 },
    cloudHosts: false,
  });
  expect(profile.tailnet).toBeUndefined();
});

test("a tailnet without a control server's address is that of the service", () => {
  const tailnet =
    '\n== tailnet\n\t"ControlURL": "",\n  "BackendState": "Stopped",\n    "Name": "ada.example",\n== end\n';
  expect(parseProbe("n1", tailnet, at).tailnet).toEqual({
    controlUrl: "https://controlplane.tailscale.com",
    state: "Stopped",
    name: "ada.example",
  });
});

test("nothing at all is a profile too", () => {
  expect(nodeProfileSchema.safeParse(parseProbe("n1", "", at)).success).toBe(true);
});

test("the probe itself runs here, in two seconds, and what it prints is read", () => {
  const start = performance.now();
  const profile = parseProbe("here", execFileSync("dash", ["-s"], { input: probe, encoding: "utf8" }), at);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(nodeProfileSchema.parse(profile)).toEqual(profile);
  expect(profile.cpu.threads).toBeGreaterThan(0);
  expect(profile.memory.totalBytes).toBeGreaterThan(2 ** 28);
  expect(profile.fileSystems.map(({ mount }) => mount)).toContain("/");
});

test("the probe changes nothing: no redirection into a file, no program that makes or changes one, or loads a module", () => {
  expect(probe.replaceAll(/^\s*#.*$/gm, "").match(/>>?(?!\s*(\/dev\/null|&))\s*[^\s\]]+/g)).toBeNull();
  expect(
    probe.match(
      /\b(touch|mkdir|mktemp|tee|rm|mv|cp|install|apt-get|timedatectl|hostnamectl|logger|modprobe|podman ps|systemctl (start|restart|enable))\b/g,
    ),
  ).toBeNull();
});

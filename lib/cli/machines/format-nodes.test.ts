import { expect, test } from "vitest";
import { parseProbe } from "../../profile/parse-probe.ts";
import { formatNodes } from "./format-nodes.ts";

const output = `
== kernel
6.1.0-28-amd64
x86_64
== os-release
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
VERSION_ID="12"
ID=debian
== cpuinfo
model name	: AMD Ryzen 7 3700X 8-Core Processor
flags		: avx f16c avx2 fma
== cpus
0,0,0
1,0,0
== meminfo
MemTotal:       33554432 kB
MemAvailable:   25165824 kB
== df
/dev/sda ext4 536870912000 1 322122547200 1% /
== gpus
0000:0a:00.0	0x030000	0x10de	0x2204	nvidia		268435456	fixed
== links
enp5s0	wired	up	1500	2500
== routes
default via 192.0.2.1 dev enp5s0
== virtualization
none
== shells
/usr/bin/zsh
== listening
tcp   LISTEN 0      5            0.0.0.0:8123       0.0.0.0:*    users:(("python3",pid=700,fd=3))
== end
`;
const profile = parseProbe("n1", output, new Date(0));

test("a row a node, its GPU's needs below, and a silent node with its reason", () => {
  const text = formatNodes(
    [
      { node: "n1", profile },
      { node: "n2", problem: "n2 does not answer" },
    ],
    { wide: false },
  );
  expect(text.split("\n")).toEqual([
    "node  processor                             can   memory            GPU                    disk free  network           system",
    "n1    AMD Ryzen 7 3700X, 1 core, 2 threads  AVX2  24 GiB of 32 GiB  nvidia Ampere, 24 GiB  300 GiB    wired 2.5 Gbit/s  Debian 12",
    "n2    ?",
    "",
    "n1: nvidia Ampere at 0a:00.0: nvidia proprietary module from Debian, for llama.cpp with CUDA: Debian's branch 535 is older than 560, the first whose open module is finished for every Ampere card",
    "",
    "n2: n2 does not answer",
  ]);
});

test("wide shows what listens, the kernel and the shell too", () => {
  const [headings = "", row = ""] = formatNodes([{ node: "n1", profile }], { wide: true }).split("\n");
  expect(headings).toMatch(/kernel .*Secure Boot +power +shell .*listens$/);
  expect(row).toMatch(/6\.1\.0-28-amd64 .* zsh .*8123\/tcp$/);
});

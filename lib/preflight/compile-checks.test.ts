import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Check } from "./checks/check.ts";
import { checks } from "./checks.ts";
import { compileChecks } from "./compile-checks.ts";

const check = (name: string, script: string): Check => ({ name, about: name, severity: "error", script, hint: name });

const run = (script: string): string =>
  execFileSync("sh", ["-s"], { input: script, encoding: "utf8" }).replace(/^\nbegin\t\d+\n/, "begin\n");

test("one line a check with its exit status and what it found, and none ends the others", () => {
  const script = compileChecks(
    [
      check("good", "echo fine"),
      check("leaves", "echo gone; exit 3"),
      check("two-lines", "printf 'a\\tb\\nc\\n'; return 1"),
      check("eats-stdin", "cat"),
      check("loud", "echo noise >&2; no-such-program"),
    ],
    [],
  );
  expect(run(script)).toBe(
    [
      "begin",
      "good\t0\tfine",
      "leaves\t3\tgone",
      "two-lines\t1\ta b c",
      "eats-stdin\t0\t",
      "loud\t127\t",
      "end",
      "",
    ].join("\n"),
  );
});

test("the wanted ports reach the checks as data", () => {
  const ports = [
    { port: 4646, protocol: "tcp", name: "nomad" },
    { port: 3478, protocol: "udp", name: "stun" },
  ] as const;
  expect(run(compileChecks([check("ports", 'echo "$wanted_ports"')], ports))).toBe(
    "begin\nports\t0\t4646/tcp/nomad 3478/udp/stun\nend\n",
  );
});

test("every check has a name of its own and says what to do", () => {
  expect(checks.map(({ name }) => name)).toEqual([
    "sudo",
    "os",
    "os-proven",
    "systemd",
    "kernel",
    "cgroups",
    "tun",
    "machine-id",
    "architecture",
    "memory",
    "disk",
    "packages",
    "firewall",
    "time-sync",
    "own-name",
    "ports",
  ]);
  expect(checks.filter(({ hint, about }) => hint === "" || about === "")).toEqual([]);
});

test("dash reads the whole script without an error", () => {
  expect(execFileSync("sh", ["-n"], { input: compileChecks(checks, []), encoding: "utf8" })).toBe("");
});

test("no check writes: not by a redirection, and by no program that makes or changes files", () => {
  const all = checks.map(({ script }) => script).join("\n");
  expect(all.match(/>>?(?!\s*(\/dev\/null|&))\s*[^\s\]]+/g)).toBeNull();
  expect(
    all.match(
      /\b(touch|mkdir|mktemp|tee|rm|mv|cp|install|apt-get|timedatectl|logger|systemctl (start|restart|enable))\b/g,
    ),
  ).toBeNull();
});

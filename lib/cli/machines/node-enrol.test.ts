import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { enrolScript } from "./node-enrol.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDdSZXgL0mDNqfR9HA8Y9iNqXX6N5d0T0a1VQGkq7kZb me@laptop";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "hearth-enrol-"));
  for (const folder of ["bin", "etc/ssh", "etc/sudoers.d", "var/lib", "home"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  writeFileSync(join(root, "etc/hostname"), "debian\n");
  writeFileSync(join(root, "etc/hosts"), "127.0.0.1 localhost\n127.0.1.1 debian.lan debian\n");
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n");
  writeFileSync(join(root, "etc/ssh/ssh_host_ed25519_key.pub"), "ssh-ed25519 AAAAhost root@debian\n");
  // Those that would change this computer, or ask it.
  stand("id", 'case $1 in -u) echo 0 ;; *) echo "$2" ;; esac');
  stand("getent", `grep "^$2:" ${root}/etc/passwd`);
  stand("useradd", `for name; do :; done; echo "$name:x:1001:1001::/home/$name:/bin/bash" >>${root}/etc/passwd`);
  stand("userdel", `for name; do :; done; sed -i "/^$name:/d" ${root}/etc/passwd; rm -rf ${root}/home/$name`);
  stand("dpkg-query", "printf installed");
  stand("ip", 'echo "192.0.2.1 via 192.0.2.254 dev eth0 src 192.0.2.14 uid 0"');
  stand("ssh-keygen", 'echo "256 SHA256:seen root@debian (ED25519)"');
  stand("uname", "echo x86_64");
  for (const name of ["usermod", "visudo", "hostname", "chown"]) stand(name, "exit 0");
  stand("install", installStand);
});
afterEach(() => rmSync(root, { recursive: true }));

/** As install, but the files stay ours. */
const installStand = [
  "words=",
  'while [ $# -gt 0 ]; do case $1 in -o | -g) shift ;; *) words="$words $1" ;; esac; shift; done',
  "exec /usr/bin/install $words",
].join("\n");

function stand(name: string, body: string): void {
  const file = join(root, "bin", name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

function enrol(...args: readonly string[]) {
  const script = join(root, "enrol.sh");
  writeFileSync(script, enrolScript({ key, user: "hearth", name: "n4" }));
  const env = { ...process.env, PATH: `${root}/bin:${process.env["PATH"] ?? ""}`, HEARTH_ENROL_ROOT: root };
  return spawnSync("sh", [script, ...args], { env, encoding: "utf8" });
}

const read = (path: string): string => readFileSync(join(root, path), "utf8");

test("a fresh machine gets an account with the key, sudo and a name, and says what to type", () => {
  const { stdout, stderr, status } = enrol();
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout).toContain("node add 192.0.2.14 --name n4 --user hearth --fingerprint SHA256:seen");
  expect(stdout).toContain("    ssh: { user: hearth, hostKey: ssh-ed25519 AAAAhost }");
  expect(read("home/hearth/.ssh/authorized_keys")).toBe(`${key}\n`);
  expect(read("etc/sudoers.d/hearth-enrol")).toBe("hearth ALL=(ALL:ALL) NOPASSWD: ALL\n");
  expect(read("etc/hosts")).toBe("127.0.0.1 localhost\n127.0.1.1\tn4\n");
});

test("a second run changes nothing, and undo leads back to what was there", () => {
  enrol();
  const passwd = read("etc/passwd");
  expect(enrol().status).toBe(0);
  expect(read("etc/passwd")).toBe(passwd);
  expect(read("home/hearth/.ssh/authorized_keys")).toBe(`${key}\n`);
  expect(enrol("--undo").status).toBe(0);
  expect(read("etc/passwd")).not.toContain("hearth");
  expect(read("etc/hostname")).toBe("debian\n");
  expect(read("etc/hosts")).toBe("127.0.0.1 localhost\n127.0.1.1 debian.lan debian\n");
  expect(existsSync(join(root, "etc/sudoers.d/hearth-enrol"))).toBe(false);
  expect(enrol("--undo").stdout).toBe("nothing was done here\n");
});

test("somebody's account is not taken over, and what is no key is refused before anything is done", () => {
  expect(enrol("--user", "ada").stderr).toContain("there is an account ada already");
  expect(existsSync(join(root, "home/ada"))).toBe(false);
  expect(enrol('ssh-ed25519 AAAA"; reboot').stderr).toContain("that is no public key");
  expect(enrol("--name", "a b").stderr).toContain("names consist of");
  expect(enrol("nonsense").status).toBe(64);
});

test("a key whose comment a shell would read is not put into the script", () => {
  expect(() => enrolScript({ key: `${key}'$(reboot)`, user: "hearth" })).toThrow("characters that a script cannot");
});

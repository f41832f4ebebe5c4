import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { requestKinds } from "../steps/launcher-request.ts";

/** Stands in for ssh: writes down what it is asked and given, and answers with the line after `PATTERN=` in its answers. */
const fakeSsh = `#!/bin/sh
shift 2
call="$*"
case $call in *-O\\ check* | *-fN*) exit 0 ;; esac
case $call in *"sudo -n sh"* | *"sh -s --"* | *-o\\ ControlPath*) given=$(cat) ;; *) given= ;; esac
printf '%s\\n<<%s>>\\n' "$call" "$given" >>"$LOG"
while IFS='=' read -r pattern status answer; do
  case "$call $given" in *"$pattern"*) [ -z "$answer" ] || printf '%s\\n' "$answer"; exit "$status" ;; esac
done <"$ANSWERS"
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-launcher-"));
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "ssh"), fakeSsh, { mode: 0o755 });
  writeFileSync(join(folder, "bin", "sleep"), "#!/bin/sh\n", { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function launch(verb: string, header: readonly string[], answers: readonly string[] = []) {
  const [log, answersFile] = [join(folder, "log"), join(folder, "answers")];
  writeFileSync(answersFile, answers.map((line) => `${line}\n`).join(""));
  rmSync(log, { force: true });
  const { status, stderr } = spawnSync("sh", [join(import.meta.dirname, "hearth-unit"), "n2", verb], {
    input: [...header, "main() {", "# guarded", "}", 'main "$@" </dev/null', ""].join("\n"),
    encoding: "utf8",
    env: {
      PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
      HEARTH_STACK_FOLDER: folder,
      LOG: log,
      ANSWERS: answersFile,
    },
  });
  return { status, stderr, log: existsSync(log) ? readFileSync(log, "utf8") : "" };
}

test("the script goes over stdin, with the verb as the only argument", () => {
  const { status, log } = launch("verify", ["# hearth unit n2/x"]);
  expect(status).toBe(0);
  expect(log).toContain("n2 sudo -n timeout -k 10 900 sh -s -- verify\n<<# hearth unit n2/x\nmain() {");
});

test("only the header is read: what stands below main is the node's", () => {
  expect(launch("apply", []).log).not.toContain("confirm");
});

test("a guarded change is confirmed by a login that does not ride on the shared connection", () => {
  const { status, log } = launch("apply", ["# guarded"]);
  expect(status).toBe(0);
  expect(log).toContain("-o ControlPath=none n2 sudo -n timeout -k 10 900 sh -s -- confirm");
});

test("a refused login is tried again; one that is let in and says no is final", () => {
  const confirm = "sh -s -- confirm";
  const refused = launch("apply", ["# guarded"], [`${confirm}=255=`]);
  expect([refused.status, refused.log.split(confirm).length - 1]).toEqual([1, 3]);
  const reverted = launch("apply", ["# guarded"], [`${confirm}=1=`]);
  expect([reverted.status, reverted.log.split(confirm).length - 1]).toEqual([1, 1]);
  expect(reverted.stderr).toContain("error UNIT_FAILED: a fresh connection to n2 failed after the change");
});

test("a machine that Headscale does not know gets a key in a file, and the key is in no command", () => {
  const { status, log } = launch(
    "apply",
    ["# join: headscale n1"],
    ["SSH_CONNECTION=0=192.0.2.1", 'tailscale status=0=  "PublicKey": "nodekey:ab12",', "hearth-join-key=0=canary"],
  );
  expect(status).toBe(0);
  expect(log).toContain("n1 sudo -n hearth-join-key n2 nodekey:ab12\n");
  expect(log).toMatch(/cat >\/var\/lib\/hearth\/inbox\/control-address .*\n<<192\.0\.2\.1>>/);
  expect(log).toMatch(/cat >\/var\/lib\/hearth\/inbox\/join-key .*\n<<canary>>/);
  expect(log.split("\n").filter((line) => line.includes("canary"))).toEqual(["<<canary>>"]);
});

test("a machine that Headscale knows gets no key", () => {
  const answers = ["SSH_CONNECTION=0=192.0.2.1", 'tailscale status=0=  "PublicKey": "nodekey:ab12",'];
  expect(launch("apply", ["# join: headscale n1"], answers).log).not.toContain("inbox/join-key");
});

test("Headscale sends its packet filter to all once a machine has joined, and only then", () => {
  const reload = "n1 sudo -n systemctl kill --signal=HUP --kill-whom=main headscale\n";
  const header = ["# join: headscale n1"];
  const known = ["SSH_CONNECTION=0=192.0.2.1"];
  const { status, log } = launch("apply", header, known);
  expect(status).toBe(0);
  expect(log.indexOf(reload)).toBeGreaterThan(log.indexOf("sh -s -- apply"));
  expect(launch("apply", header, [...known, "sh -s -- apply=1="]).log).not.toContain(reload);
  expect(launch("verify", header).log).not.toContain(reload);
  expect(launch("undo", header).log).not.toContain(reload);
  expect(launch("apply", ["# hearth unit n2/x"]).log).not.toContain(reload);
  const failed = launch("apply", header, [...known, "systemctl kill=1="]);
  expect([failed.status, failed.stderr]).toEqual([
    1,
    "error UNIT_FAILED: Headscale on n1 could not be told to let n2 in; run: hearth up\n",
  ]);
});

test("verify and undo bring nothing to the node", () => {
  const header = ["# artifact: x-1", "# join: headscale n1", `# depot: ${"a".repeat(64)} f`];
  for (const verb of ["verify", "undo"]) {
    const { status, log } = launch(verb, header);
    expect([verb, status, log.includes("inbox"), log.includes("/srv")]).toEqual([verb, 0, false, false]);
  }
});

test("a file of the depot goes to the place of its hash, unless it is there", () => {
  const sha256 = createHash("sha256").update("content").digest("hex");
  mkdirSync(join(folder, "depot", sha256), { recursive: true });
  writeFileSync(join(folder, "depot", sha256, "model"), "content");
  const header = [`# depot: ${sha256} model`];
  const missing = launch("apply", header, ["test -e /srv=1="]);
  expect(missing.log).toContain(`mv /srv/hearth/depot/${sha256}.part /srv/hearth/depot/${sha256}'\n<<content>>`);
  expect(launch("apply", header, ["test -e /srv=0="]).log).not.toContain(".part");
});

test("a file that does not fit on the machine's disk is refused before the copy", () => {
  const sha256 = "a".repeat(64);
  mkdirSync(join(folder, "depot", sha256), { recursive: true });
  writeFileSync(join(folder, "depot", sha256, "model"), Buffer.alloc(3 * 2 ** 20));
  const { status, stderr, log } = launch("apply", [`# depot: ${sha256} model`], ["test -e /srv=1=", "-gt 4 ]=28="]);
  expect([status, stderr]).toEqual([1, "error UNIT_FAILED: model does not fit on the disk of n2\n"]);
  expect(log).not.toContain("sh -s --");
});

/** What the launcher asks a machine, run by a shell as a login shell would read it. */
function runAsLogin(shell: string, command: string) {
  return spawnSync(shell, ["-c", command], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", SSH_CONNECTION: "198.51.100.7 50000 192.0.2.1 22" },
  });
}

test("a file goes to its place only if the disk has room, and what breaks off leaves nothing behind", () => {
  const sha256 = createHash("sha256").update("content").digest("hex");
  const srv = join(folder, "srv");
  mkdirSync(join(folder, "depot", sha256), { recursive: true });
  mkdirSync(srv);
  writeFileSync(join(folder, "depot", sha256, "model"), "content");
  const { log } = launch("apply", [`# depot: ${sha256} model`], ["test -e /srv=1="]);
  const [, command = ""] = /^n2 sudo -n (sh -c 'umask[^]*?')\n<</m.exec(log) ?? [];
  const stock = (input: string, text = command) =>
    spawnSync("sh", ["-c", text.replaceAll("/srv", srv)], { input, encoding: "utf8" });
  expect(stock("damaged").status).not.toBe(0);
  expect(readdirSync(join(srv, "hearth", "depot"))).toEqual([]);
  const full = stock("content", command.replace("-gt 1 ]", `-gt ${2 ** 40} ]`));
  expect([full.status, full.stderr]).toEqual([28, expect.stringMatching(/^1 MiB are needed and \d+ MiB are free in /)]);
  expect(stock("content").status).toBe(0);
  expect(readFileSync(join(srv, "hearth", "depot", sha256, "model"), "utf8")).toBe("content");
});

test("the address of the control server is asked for in words that any login shell understands", () => {
  const { log } = launch("apply", ["# join: headscale n1"], ["SSH_CONNECTION=0=192.0.2.1"]);
  const [, command = ""] = /^n1 (.*SSH_CONNECTION.*)$/m.exec(log) ?? [];
  for (const shell of ["dash", "bash"]) expect(runAsLogin(shell, command).stdout).toBe("192.0.2.1\n");
  // zsh does not split variables, and fish has another syntax: all but one word has to be inside the quotes of `sh -c`.
  expect(command).toMatch(/^sh -c '[^']*'$/);
});

test("a program that is not in the cache stops the unit before anything is sent", () => {
  const { status, stderr, log } = launch("apply", ["# artifact: x-1"]);
  expect([status, stderr]).toEqual([1, "error TOOL_UNAVAILABLE: x-1 is not in the cache; run: hearth tools install\n"]);
  expect(log).not.toContain("sh -s --");
});

test("a program for another architecture comes from its own folder, and goes to the same place", () => {
  for (const [name, content] of [
    ["x-1", "ours"],
    ["x-1-linux-arm64", "theirs"],
  ] as const) {
    mkdirSync(join(folder, "artifacts", name), { recursive: true });
    writeFileSync(join(folder, "artifacts", name, "x"), content);
  }
  const { log } = launch("apply", ["# artifact: x-1 linux-arm64"], ["test -e /opt/hearth/x-1/.complete=1="]);
  expect(log).toContain("mkdir -p /var/lib/hearth/inbox/x-1 ");
  expect(log).toContain("theirs");
  expect(log).not.toContain("ours");
});

test("a machine whose sudo asks for a password is named, and nothing is sent", () => {
  const { status, stderr, log } = launch("apply", [], ["sudo -n true=1="]);
  expect([status, stderr]).toEqual([
    1,
    "error SUDO_REFUSED: sudo on n2 asks for a password; name it with ssh.sudoPassword, or let the login user run sudo without one\n",
  ]);
  expect(log).not.toContain("sh -s --");
});

test("a password goes before everything that root reads, by stdin alone, and the journal has none of it", () => {
  mkdirSync(join(folder, "sudo"));
  writeFileSync(join(folder, "sudo", "n2"), "canary\n");
  const { status, log } = launch("apply", ["# hearth unit n2/x", "# guarded"]);
  expect(status).toBe(0);
  expect(log).toMatch(/strict timeout -k 10 900 sh -s -- apply\n<<canary\n# hearth unit n2\/x\n/);
  expect(log).toMatch(
    /ControlPath=none n2 sh -c .* strict timeout -k 10 900 sh -s -- confirm\n<<canary\n# hearth unit/,
  );
  expect(log.split("\n").filter((line) => line.includes("canary") && line !== "<<canary")).toEqual([]);
  expect(readFileSync(join(folder, "begun", "n2", "x"), "utf8")).not.toContain("canary");
});

test("a password that sudo refuses ends the unit before anything is sent", () => {
  mkdirSync(join(folder, "sudo"));
  writeFileSync(join(folder, "sudo", "n2"), "canary\n");
  const { status, stderr, log } = launch("apply", [], ["strict true=77="]);
  expect([status, stderr]).toEqual([
    1,
    "error SUDO_REFUSED: sudo on n2 refuses the password; save the right one with: hearth secrets create NAME\n",
  ]);
  expect(log).not.toContain("sh -s --");
});

test("Tailscale's own service is asked for a key with a token that no command line shows", () => {
  writeFileSync(join(folder, "tailscale-api-key"), "tskey-canary");
  const curl = '#!/bin/sh\nprintf "%s\\n" "$*" >>"$LOG"\ncat >>"$LOG"\nprintf \'{"id":"1","key":"tskey-auth-1"}\'\n';
  writeFileSync(join(folder, "bin", "curl"), curl, { mode: 0o755 });
  const { status, log } = launch("apply", ["# join: tailscale example.org"]);
  expect(status).toBe(0);
  expect(log).toContain('user = "tskey-canary:"\nurl = "https://api.tailscale.com/api/v2/tailnet/example.org/keys"\n');
  expect(log).toMatch(/inbox\/join-key .*\n<<tskey-auth-1>>/);
  const running = ['tailscale status=0="BackendState": "Running"'];
  expect(launch("apply", ["# join: tailscale example.org"], running).log).not.toContain("join-key");
});

/** What the machine prints when it is asked for all that Headscale knows: the stand-in's own answers are lines. */
function headscalePrints(file: string): void {
  const prints = `case "$*" in *hearth-headscale-copy*) exec cat ${file} ;; esac\n`;
  writeFileSync(join(folder, "bin", "ssh"), fakeSsh.replace("shift 2\n", `shift 2\n${prints}`), { mode: 0o755 });
}
const kept = (): string => join(folder, "headscale-n2.tar");

test("what Headscale knows is kept for this user alone, and a copy that is not whole does not take its place", () => {
  const [content, whole, half] = ["content", "whole.tar", "half.tar"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(content);
  for (const name of ["db.sqlite", "noise_private.key"]) writeFileSync(join(content, name), "canary");
  spawnSync("tar", ["-C", content, "-cf", whole, "."]);
  writeFileSync(half, readFileSync(whole).subarray(0, 700));

  headscalePrints(whole);
  expect(launch("apply", ["# keep: headscale"]).status).toBe(0);
  expect([statSync(kept()).mode & 0o777, readFileSync(kept())]).toEqual([0o600, readFileSync(whole)]);
  headscalePrints(half);
  const { status, stderr, log } = launch("apply", ["# keep: headscale"]);
  expect(status).toBe(1);
  expect(stderr).toContain("error UNIT_FAILED: no copy could be made of what Headscale on n2 knows\n");
  expect(log).not.toContain("sh -s --");
  expect(readFileSync(kept())).toEqual(readFileSync(whole));
  expect(existsSync(`${kept()}.new`)).toBe(false);
});

test("a machine without a database gets the copy, one with a database and one without a copy get nothing", () => {
  const header = ["# put-back: headscale"];
  const given = /cat >\/var\/lib\/hearth\/inbox\/headscale.tar .*\n<<kept>>/;
  expect(launch("apply", header, ["test -e /var/lib/headscale=1="]).log).not.toContain("inbox");
  writeFileSync(kept(), "kept");
  expect(launch("apply", header, ["test -e /var/lib/headscale=0="]).log).not.toContain("inbox");
  expect(launch("apply", header, ["test -e /var/lib/headscale=1="]).log).toMatch(given);
  expect(existsSync(kept())).toBe(true);
});

test("with Headscale its copy goes", () => {
  writeFileSync(kept(), "kept");
  launch("undo", ["# hearth unit n2/other"]);
  expect(existsSync(kept())).toBe(true);
  launch("undo", ["# put-back: headscale"]);
  expect(existsSync(kept())).toBe(false);
});

test("a unit that is begun is written down with its script, one with secrets without it, before anything is sent", () => {
  const begun = (role: string): string => readFileSync(join(folder, "begun", "n2", role), "utf8");
  // What is sent fails, as a first run may.
  const failing = ["sh -s -- apply=1="];
  expect(launch("apply", ["# hearth unit n2/consul"], failing).status).toBe(1);
  expect(begun("consul")).toMatch(/^# hearth unit n2\/consul\nmain\(\) \{\n/);
  launch("apply", ["# hearth unit n2/consul.secrets", "# secret"], failing);
  expect(begun("consul.secrets")).toBe("# hearth unit n2/consul.secrets\n# secret\nmain() {\n");
  expect(statSync(join(folder, "begun", "n2", "consul")).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, "begun", "n2"))).toEqual(["consul", "consul.secrets"]);
});

test("what is only looked at or undone is not", () => {
  launch("verify", ["# hearth unit n2/x"]);
  launch("undo", ["# hearth unit n2/x"]);
  expect(existsSync(join(folder, "begun"))).toBe(false);
});

test("the launcher knows the kinds of requests that units make, and no others", () => {
  const launcher = readFileSync(join(import.meta.dirname, "hearth-unit"), "utf8");
  expect(/^kinds='(.*)'$/m.exec(launcher)?.[1]?.split("|")).toEqual(requestKinds);
});

test("a request that nobody answers stops the unit before anything is sent", () => {
  const { status, log } = launch("apply", ["# join: nobody n1"]);
  expect(status).toBe(1);
  expect(log).not.toContain("sh -s --");
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { createLog, terminalSink } from "@hearth/kernel/log.ts";
import { root } from "../paths.ts";
import { installTools } from "../toolchain/install/install-tools.ts";
import { toolBin } from "../toolchain/installed/tool-bin.ts";
import { hostPlatform } from "../toolchain/names/platform.ts";
import { generatedScripts, shellFiles } from "./shell-scripts.ts";

/** `node lib/testing/check-shell.ts`: runs ShellCheck on every shell script, including those generated for nodes. */
async function main(): Promise<void> {
  const program = await shellcheck();
  const parent = join(root, ".hearth");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "shellcheck-"));
  try {
    const generated = (await generatedScripts()).map(({ name, text }) => {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    });
    const { status } = spawnSync(program, [...shellFiles(), ...generated], { cwd: root, stdio: "inherit" });
    process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The pinned one; if there is none for this platform, the one on the PATH. */
async function shellcheck(): Promise<string> {
  if (hostPlatform() === "linux-x64") {
    await installTools(["shellcheck"], { log: createLog(terminalSink) });
    return toolBin("shellcheck");
  }
  const own = (process.env["PATH"] ?? "").split(":").map((folder) => join(folder, "shellcheck"));
  const found = own.find(existsSync);
  if (found !== undefined) return found;
  throw new HearthError({
    code: "TOOL_UNAVAILABLE",
    message: `there is no pinned shellcheck for ${hostPlatform()}, and none on the PATH`,
    hint: "Install the Debian package shellcheck.",
  });
}

try {
  await main();
} catch (thrown) {
  if (!(thrown instanceof HearthError)) throw thrown;
  process.stderr.write(`${thrown.format()}\n`);
  process.exitCode = thrown.exitCode;
}

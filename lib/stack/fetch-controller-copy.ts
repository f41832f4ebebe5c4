import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { HearthError } from "@hearth/kernel/errors.ts";

const run = promisify(execFile);

export interface FetchCopyOptions {
  readonly password: string;
  readonly signal: AbortSignal;
  /** `restic` except in tests. */
  readonly program?: string;
}

/**
 * The newest sealed files of a controller, out of a server's repository, by this computer's restic. Throws TOOL_UNAVAILABLE without restic,
 * BACKUP_FAILED where it finds none.
 */
export async function fetchControllerCopy(
  repository: string,
  { password, signal, program = "restic" }: FetchCopyOptions,
): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-recover-"));
  try {
    const write = (name: string, content: string): string => {
      const file = join(folder, name);
      writeFileSync(file, content, { mode: 0o600 });
      return file;
    };
    const files = [
      ...["--repository-file", write("repository", repository)],
      ...["--password-file", write("password", password)],
    ];
    const target = join(folder, "files");
    const words = [...files, "--no-cache", "--no-lock", "restore", "latest", "--tag", "controller", "--target", target];
    await run(program, words, { signal }).catch((thrown: unknown) => {
      signal.throwIfAborted();
      throw failureOf(thrown as Failure, repository);
    });
    const [sealed] = globSync("**/controller.sealed", { cwd: target });
    if (sealed === undefined) throw failureOf({ stderr: "the copy holds no files of a controller" }, repository);
    return readFileSync(join(target, sealed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Failure {
  readonly code?: unknown;
  readonly stderr?: string;
}

function failureOf({ code, stderr = "" }: Failure, repository: string): HearthError {
  if (code === "ENOENT") {
    return new HearthError({
      code: "TOOL_UNAVAILABLE",
      message: "restic is not installed on this computer",
      hint: "Install it, on Debian with `apt install restic`, and run the command again.",
    });
  }
  const isOtherKey = stderr.includes("wrong password or no key found");
  return new HearthError({
    code: "BACKUP_FAILED",
    message: isOtherKey
      ? `the key does not open ${repository}`
      : `${repository} gives nothing: ${stderr.trim().split("\n").at(-1) ?? ""}`,
    hint: isOtherKey
      ? "Use the key that `hearth backup key` showed for this stack, and name the machine with --node if the address does not end in its name."
      : "Check the address, and what restic needs in its environment. Nothing was written.",
  });
}

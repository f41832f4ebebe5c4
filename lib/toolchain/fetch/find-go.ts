import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The oldest Go that builds every row of the table. */
const oldest = [1, 26, 6] as const;

/** Whether the output of `go version` names a Go that is new enough: "go version go1.26.8 linux/amd64". */
export function isGoNewEnough(versionText: string): boolean {
  const match = /\bgo(\d+)\.(\d+)(?:\.(\d+))?/.exec(versionText);
  if (match === null) return false;
  for (const [index, wanted] of oldest.entries()) {
    const found = Number(match[index + 1] ?? 0);
    if (found !== wanted) return found > wanted;
  }
  return true;
}

/** `go` if the machine has one that is new enough, else undefined. */
export async function findGo(): Promise<string | undefined> {
  try {
    const { stdout } = await run("go", ["version"], { env: { ...process.env, GOTOOLCHAIN: "local" } });
    return isGoNewEnough(stdout) ? "go" : undefined;
  } catch {
    return undefined;
  }
}

import { $ } from "zx";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { root } from "../../paths.ts";

export interface PulumiRun {
  readonly environment: Readonly<Record<string, string>>;
  /** Sent on stdin, which keeps secrets out of argv and files. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}

/** Runs `pulumi` in the project and returns its stdout. Throws COMMAND_FAILED with what it printed on stderr. */
export async function runPulumi(
  args: readonly string[],
  { environment, input = "", signal }: PulumiRun,
): Promise<string> {
  const result = await $({
    cwd: root,
    env: { ...process.env, ...environment },
    input,
    quiet: true,
    nothrow: true,
    ...defined({ signal }),
  })`pulumi ${[...args, "--non-interactive"]}`;
  if (result.exitCode === 0) return result.stdout.trimEnd();
  throw new HearthError({
    code: "COMMAND_FAILED",
    message: `pulumi ${args[0] ?? ""} ended with ${result.exitCode ?? "a signal"}: ${result.stderr.trim()}`,
    hint: "Read what Pulumi says above, then run the command again.",
  });
}

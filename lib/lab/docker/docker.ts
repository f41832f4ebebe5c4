import { $ } from "zx";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

export interface DockerOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A Docker daemon, driven by Docker's own client. */
export interface Docker {
  /** As in DOCKER_HOST. */
  readonly host: string;
  /** Runs `docker <args>`; the result is stdout without its last newline. Fails with LAB_FAILED and Docker's own words. */
  (args: readonly string[], options?: DockerOptions): Promise<string>;
}

/** @param host as in DOCKER_HOST: `unix:///run/…/docker.sock` */
export function dockerAt(host: string): Docker {
  const run = async (args: readonly string[], { signal }: DockerOptions = {}): Promise<string> => {
    signal?.throwIfAborted();
    const result = await $({ nothrow: true, quiet: true, ...defined({ signal }) })`docker -H ${host} ${args}`;
    signal?.throwIfAborted();
    if (result.exitCode === 0) return result.stdout.trimEnd();
    throw new HearthError({
      code: "LAB_FAILED",
      message: `docker ${args[0] ?? ""} failed: ${lastLine(result.stderr)}`,
      hint: "Run `hearth lab up` again: it repairs half-made nodes.",
    });
  };
  return Object.assign(run, { host });
}

/** Whether a daemon answers there in time. */
export async function dockerAnswers(host: string): Promise<boolean> {
  const result = await $({ nothrow: true, quiet: true })`timeout --signal=KILL 10 docker -H ${host} version`;
  return result.exitCode === 0;
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { dockerAnswers, dockerAt, type Docker } from "./docker.ts";
import { installPrograms } from "./install-programs.ts";
import { ownDaemonHost, startOwnDaemon } from "./own-daemon.ts";

const systemHost = "unix:///var/run/docker.sock";

/** The daemon that answers: the one DOCKER_HOST names, else our own, else this machine's. */
export async function findDocker(): Promise<Docker | undefined> {
  const chosen = process.env["DOCKER_HOST"];
  if (chosen !== undefined && chosen !== "") {
    if (await dockerAnswers(chosen)) return dockerAt(chosen);
    throw new HearthError({
      code: "LAB_FAILED",
      message: `no Docker daemon answers at DOCKER_HOST (${chosen})`,
      hint: "Start that daemon, or unset DOCKER_HOST to let Hearth find or start one.",
    });
  }
  for (const host of [ownDaemonHost, systemHost]) {
    if (await dockerAnswers(host)) return dockerAt(host);
  }
  return undefined;
}

/** The daemon that answers, or our own, installed and started. */
export async function ensureDocker(log: Log, signal?: AbortSignal): Promise<Docker> {
  const found = await findDocker();
  if (found !== undefined) return found;
  await installPrograms(["dockerd", "docker", "iptables"], log);
  // Installing Docker may have started this machine's own daemon.
  const installed = await findDocker();
  if (installed !== undefined) return installed;
  await startOwnDaemon(log, signal);
  return dockerAt(ownDaemonHost);
}

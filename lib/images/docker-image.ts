import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { BuildContext } from "./build-context.ts";
import { repositoryOf, tagOf } from "./repository.ts";

/** Who pushes, and where: a registry on this machine's loopback, which Docker reaches without a certificate. */
export interface PushTarget {
  /** `127.0.0.1:PORT` */
  readonly registry: string;
  readonly user: string;
  readonly password: string;
}

/**
 * `docker build` of a context. BuildKit makes the same image each time; the older builder, which a Docker without buildx uses, makes
 * the same layers, and writes the time into the image's configuration.
 * @param host as in DOCKER_HOST
 */
export async function buildImage(context: BuildContext, name: string, host: string): Promise<void> {
  const buildArguments = ["--build-arg", `VERSION=${context.version}`];
  const hasBuildx = (await $({ nothrow: true, quiet: true })`docker buildx version`).exitCode === 0;
  // Predefined in BuildKit; the older builder would refuse an argument that the Dockerfile does not declare.
  const epoch = hasBuildx ? ["--build-arg", "SOURCE_DATE_EPOCH=0"] : [];
  await docker(["build", "--quiet", ...buildArguments, ...epoch, "--tag", name, context.folder], {
    host,
    environment: { DOCKER_BUILDKIT: hasBuildx ? "1" : "0", SOURCE_DATE_EPOCH: "0" },
  });
}

/** Builds, pushes, and returns the digest by which the registry knows the image: `sha256:…`. */
export async function pushImage(context: BuildContext, target: PushTarget, host: string): Promise<string> {
  const repository = `${target.registry}/${repositoryOf(context.app)}`;
  const name = `${repository}:${tagOf(context)}`;
  await buildImage(context, name, host);
  // The account is in a folder of its own: people's own sign-ins are in ~/.docker.
  const configuration = mkdtempSync(join(tmpdir(), "hearth-docker-"));
  try {
    const auth = Buffer.from(`${target.user}:${target.password}`).toString("base64");
    const file = join(configuration, "config.json");
    writeFileSync(file, JSON.stringify({ auths: { [target.registry]: { auth } } }), { mode: 0o600 });
    const said = await docker(["push", name], { host, environment: { DOCKER_CONFIG: configuration } });
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(said)?.[1];
    if (digest === undefined) throw failed("push", `no digest in what Docker says: ${said.slice(-200)}`);
    return digest;
  } finally {
    rmSync(configuration, { recursive: true, force: true });
    // The tag names a port of this run only.
    await docker(["rmi", "--no-prune", name], { host }).catch(() => undefined);
  }
}

interface DockerCall {
  readonly host: string;
  readonly environment?: Readonly<Record<string, string>>;
}

async function docker(args: readonly string[], { host, environment = {} }: DockerCall): Promise<string> {
  const env = { ...process.env, ...environment };
  const result = await $({ nothrow: true, quiet: true, env })`docker -H ${host} ${args}`;
  if (result.exitCode === 0) return result.stdout.trimEnd();
  throw failed(args[0] ?? "", result.stderr.trim().slice(-400));
}

const failed = (verb: string, because: string): HearthError =>
  new HearthError({
    code: "COMMAND_FAILED",
    message: `docker ${verb} failed: ${because}`,
    hint: "Check that Docker runs on this computer (`docker info`) and has room, then run the command again.",
  });

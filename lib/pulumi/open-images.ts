import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { HearthError } from "@hearth/kernel/errors.ts";
import { readContexts, type BuildContext } from "../images/build-context.ts";
import { recordImage } from "../images/image-record.ts";
import { openForward } from "../images/open-forward.ts";
import type { RegistryDoor } from "../images/registry-door.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { declareImage, type ImageMeans } from "./declare-image.ts";
import type { JobsContext } from "./declare-jobs.ts";
import { valueOfSecret } from "./value-of-secret.ts";

interface OpenImagesOptions {
  readonly stackFolder: string;
  readonly door: RegistryDoor;
  readonly secrets: pulumi.Output<StackSecrets>;
}

/** Always the same, since it is part of the image's name in Pulumi's state. */
const forwardPort = 15_001;

/**
 * How images are built: by @pulumi/docker where its plugin is on the PATH, else by the docker command from the same description. What
 * an inventory without images does not need is not loaded.
 */
export async function openImages({
  stackFolder,
  door,
  secrets,
}: OpenImagesOptions): Promise<NonNullable<JobsContext["image"]>> {
  const contexts = readContexts(stackFolder);
  const hasProvider = contexts.length > 0 && isOnPath("pulumi-resource-docker");
  const provider = hasProvider ? await openProvider(stackFolder, door, secrets) : undefined;
  return (app, after) => {
    const context = contexts.find((known) => known.app === app) ?? plannedContext(app);
    const digest = declareImage(context, { door, after, ...(provider && { provider }) });
    if (provider === undefined || pulumi.runtime.isDryRun()) return digest;
    return digest.apply((pushed) => {
      recordImage(stackFolder, app, { context: context.digest, digest: pushed });
      return pushed;
    });
  };
}

async function openProvider(
  stackFolder: string,
  { node, port }: RegistryDoor,
  secrets: pulumi.Output<StackSecrets>,
): Promise<NonNullable<ImageMeans["provider"]>> {
  const sshConfigFile = join(stackFolder, "ssh_config");
  // A preview pushes nothing.
  if (!pulumi.runtime.isDryRun())
    await openForward({ sshConfigFile, node, target: `127.0.0.1:${port}` }, { port: forwardPort });
  return {
    docker: await import("@pulumi/docker"),
    registry: `127.0.0.1:${forwardPort}`,
    password: secrets.apply((values) => valueOfSecret(values, "registry.push")),
  };
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A preview also shows what `up` has not laid out yet. */
function plannedContext(app: string): BuildContext {
  if (!pulumi.runtime.isDryRun()) throw notLaidOut(app);
  return { app, folder: "", version: "", digest: "0".repeat(64) };
}

const notLaidOut = (app: string): HearthError =>
  new HearthError({
    code: "STATE_MISSING",
    message: `what the image of ${app} is built from is not there yet`,
    hint: "Run `hearth up`, which lays it out.",
  });

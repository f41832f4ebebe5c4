import * as command from "@pulumi/command";
import type * as Docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { defined } from "@hearth/kernel/defined.ts";
import type { BuildContext } from "../images/build-context.ts";
import { pushedImage, pushingUser } from "../images/pushed-image.ts";
import type { RegistryDoor } from "../images/registry-door.ts";
import { repositoryOf, tagOf } from "../images/repository.ts";

/** The part of @pulumi/docker that we use; it is loaded only where an inventory asks for images and its plugin is there. */
export type DockerProvider = Pick<typeof Docker, "Image">;

export interface ImageMeans {
  /** Where the registry takes pushes. */
  readonly door: RegistryDoor;
  /** What the image waits for. */
  readonly after: readonly pulumi.Resource[];
  /** Absent where its plugin is missing: then the docker command does the same. */
  readonly provider?: {
    readonly docker: DockerProvider;
    /** `127.0.0.1:PORT`, which leads to the door. */
    readonly registry: string;
    readonly password: pulumi.Input<string>;
  };
}

/** One of our own images, built and pushed. Its output is the digest that the registry gives it: `sha256:…`. */
export function declareImage(context: BuildContext, { door, after, provider }: ImageMeans): pulumi.Output<string> {
  const name = `image/${context.app}`;
  const options = { dependsOn: [...after] };
  if (provider === undefined) {
    const push = `hearth-image push ${context.app}`;
    const stdin = JSON.stringify(pushedImage(context, door));
    return new command.local.Command(name, { create: push, update: push, stdin }, options).stdout.apply((line) =>
      line.trim(),
    );
  }
  const { docker, registry, password } = provider;
  const image = new docker.Image(
    name,
    {
      imageName: `${registry}/${repositoryOf(context.app)}:${tagOf(context)}`,
      build: {
        context: context.folder,
        dockerfile: `${context.folder}/Dockerfile`,
        builderVersion: "BuilderBuildKit",
        args: { VERSION: context.version, SOURCE_DATE_EPOCH: "0" },
      },
      registry: { server: registry, username: pushingUser, password },
      ...defined({ skipPush: false }),
    },
    options,
  );
  return image.repoDigest.apply((reference) => reference.slice(reference.indexOf("@") + 1));
}

import { HearthError } from "@hearth/kernel/errors.ts";
import { table } from "@hearth/kernel/table.ts";
import { layOutContext } from "../../images/build-context.ts";
import { buildImage } from "../../images/docker-image.ts";
import { ownImages, type OwnImageName } from "../../images/own-images.ts";
import { repositoryOf, tagOf } from "../../images/repository.ts";
import { findDocker } from "../../lab/docker/find-docker.ts";
import { cacheFolder } from "../../paths.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { parse, type Kind } from "../options.ts";

const names = Object.keys(ownImages) as readonly OwnImageName[];

const imageName: Kind<OwnImageName> = {
  is: `one of ${names.join(", ")}`,
  read: (text) => names.find((name) => name === text),
};

export const register: RegisterCommand = (program, signal) => {
  const image = program.command("image").description("build Hearth's own container images on this computer");

  image
    .command("build")
    .argument("<name>", `one of ${names.join(", ")}`, parse(imageName))
    .description(
      "build the image from apps/NAME/Dockerfile, and print its name; `hearth up` does so where a job runs it",
    )
    .addHelpText("after", "\nExample:\n  hearth image build gateway")
    .action(async (name: OwnImageName) => {
      const context = makeContext(program.opts(), signal);
      const docker = await findDocker();
      if (docker === undefined) throw noDocker();
      await installTools(["node"], { log: context.log, signal });
      const layout = await layOutContext(ownImages[name], `${cacheFolder}/image-contexts`, context.log);
      const tag = `${repositoryOf(name)}:${tagOf(layout)}`;
      await context.log.step(`build ${tag}`, () => buildImage(layout, tag, docker.host));
      print(context, {
        json: { name: tag, folder: layout.folder },
        text: table(["image", "built from"], [[tag, layout.folder]]),
      });
    });
};

const noDocker = (): HearthError =>
  new HearthError({
    code: "COMMAND_FAILED",
    message: "no Docker daemon answers on this computer, and images are built with one",
    hint: "Start Docker, or name its address in DOCKER_HOST.",
  });

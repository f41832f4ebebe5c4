import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { layOut } from "../depot/lay-out.ts";
import { linkOrCopy } from "../depot/link-or-copy.ts";
import { cacheFolder, root } from "../paths.ts";
import { basePackagesFile, imageApp, imageBase } from "./image-parts.ts";
import type { OwnImage } from "./own-image.ts";

/** What an image is built from: pure data, for `docker build` and for @pulumi/docker alike. */
export interface BuildContext {
  readonly app: string;
  /** Holds `Dockerfile`, `base.tar` and `app.tar`. */
  readonly folder: string;
  readonly version: string;
  /** Changes whenever the image would. */
  readonly digest: string;
}

const contextsFile = (stackFolder: string): string => join(stackFolder, "image-contexts.json");

/** Lays out `<stack>/images/APP` for each image; what is packed already is not packed again. */
export async function layOutContexts(
  images: readonly OwnImage[],
  { stackFolder, log }: { readonly stackFolder: string; readonly log: Log },
): Promise<readonly BuildContext[]> {
  const contexts: BuildContext[] = [];
  for (const image of images) contexts.push(await layOutContext(image, join(stackFolder, "images"), log));
  if (images.length > 0) replaceFile(contextsFile(stackFolder), `${JSON.stringify(contexts, undefined, 2)}\n`);
  else rmSync(contextsFile(stackFolder), { force: true });
  return contexts;
}

/** What `layOutContexts` has laid out for a stack; nothing before its first run. */
export function readContexts(stackFolder: string): readonly BuildContext[] {
  const file = contextsFile(stackFolder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as BuildContext[]) : [];
}

export async function layOutContext(image: OwnImage, images: string, log: Log): Promise<BuildContext> {
  const dockerfile = join(root, "apps", image.app, "Dockerfile");
  if (!existsSync(dockerfile)) {
    throw new HearthError({
      code: "DEFINITION_INVALID",
      at: `jobs/`,
      message: `there is no apps/${image.app}/Dockerfile, and a job runs its image`,
      hint: "Write it, as apps/gateway/Dockerfile shows, or correct `image` in the job's file.",
    });
  }
  const folders = { packed: join(cacheFolder, "depot"), depot: join(images, "parts") };
  mkdirSync(folders.packed, { recursive: true });
  const base = await layOut(imageBase(), folders, log);
  const baseTar = join(folders.depot, base.sha256, base.file);
  const packages = (await $({ quiet: true })`tar -xOf ${baseTar} ${basePackagesFile}`).stdout;
  const app = await layOut(imageApp(image, packages), folders, log);
  const folder = join(images, image.app);
  mkdirSync(folder, { recursive: true });
  for (const [item, name] of [
    [base, "base.tar"],
    [app, "app.tar"],
  ] as const) {
    rmSync(join(folder, name), { force: true });
    linkOrCopy(join(folders.depot, item.sha256, item.file), join(folder, name));
  }
  copyFileSync(dockerfile, join(folder, "Dockerfile"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const digest = createHash("sha256")
    .update([readFileSync(dockerfile, "utf8"), base.sha256, app.sha256, version].join("\0"))
    .digest("hex");
  return { app: image.app, folder, version, digest };
}

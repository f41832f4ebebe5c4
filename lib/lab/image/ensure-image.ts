import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { cacheFolder } from "../../paths.ts";
import type { Docker } from "../docker/docker.ts";
import { installPrograms } from "../docker/install-programs.ts";
import { finishScriptName, imageRecipe, type ImageRecipe, type Release } from "./node-image.ts";
import { readSurroundings } from "./read-surroundings.ts";

interface ImageContext {
  readonly docker: Docker;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

const imagesFolder = join(cacheFolder, "images");

/** Makes sure that the daemon has the node image of a release: loads it from the cached tarball, or builds it. */
export async function ensureImage(release: Release, { docker, log, signal }: ImageContext): Promise<string> {
  const recipe = imageRecipe(release, await readSurroundings(release));
  const found = await docker(["images", "--quiet", recipe.tag], { signal });
  if (found !== "") return recipe.tag;
  const tarball = join(imagesFolder, `${recipe.tag.replace(":", "-")}.tar`);
  if (!existsSync(tarball)) {
    await installPrograms(["mmdebstrap"], log);
    await log.step(`make the image of a Debian ${release} node`, async () => build(recipe, tarball, signal));
  }
  await log.step(`load the image of a Debian ${release} node`, async () =>
    docker(["import", tarball, recipe.tag], { signal }),
  );
  return recipe.tag;
}

async function build(recipe: ImageRecipe, tarball: string, signal?: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-image-"));
  // A killed run may have left a child that is still writing: it must not write to our file.
  const unfinished = `${tarball}.${process.pid}.unfinished.tar`;
  try {
    mkdirSync(imagesFolder, { recursive: true });
    for (const name of readdirSync(imagesFolder)) {
      if (name.endsWith(".unfinished.tar")) rmSync(join(imagesFolder, name));
    }
    for (const [name, text] of Object.entries(recipe.files)) writeFileSync(join(folder, name), text, { mode: 0o755 });
    const hook = `--customize-hook=${join(folder, finishScriptName)}`;
    const result = await $({
      nothrow: true,
      quiet: true,
      input: `${recipe.sources.join("\n")}\n`,
      ...defined({ signal }),
    })`mmdebstrap ${recipe.options} ${hook} ${recipe.release} ${unfinished} ${recipe.sources.length > 0 ? ["-"] : []}`;
    signal?.throwIfAborted();
    if (result.exitCode !== 0) {
      throw new HearthError({
        code: "LAB_FAILED",
        message: `mmdebstrap could not make a Debian ${recipe.release}: ${result.stderr.trim().slice(-400)}`,
        hint: "Check that apt-get can download on this machine, then run the command again.",
      });
    }
    renameSync(unfinished, tarball);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(unfinished, { force: true });
  }
}

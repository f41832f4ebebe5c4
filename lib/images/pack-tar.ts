import { readdirSync } from "node:fs";
import { $ } from "zx";

/** Packs a folder's content so that the same content gives the same bytes: a layer of an image is known by its digest. */
export async function packTar(folder: string, archive: string): Promise<void> {
  const options = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"];
  const mode = "--mode=u+w,go-w,a+rX";
  const entries = readdirSync(folder).sort();
  await $({
    quiet: true,
    env: { ...process.env, LC_ALL: "C" },
  })`tar -C ${folder} ${options} ${mode} -cf ${archive} ${entries}`;
}

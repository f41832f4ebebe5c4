import { $ } from "zx";

/**
 * Packs a folder's entries as .tar.gz. The same content gives the same bytes, whoever packs it and when: names are sorted,
 * owners, times and gzip's own header are left out.
 */
export async function packFolder(folder: string, entries: readonly string[], archive: string): Promise<void> {
  const tar = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--mode=u+w,go-w,a+rX"];
  await $({
    quiet: true,
    env: { ...process.env, GZIP: undefined, LC_ALL: "C" },
  })`tar -C ${folder} ${tar} -cf - ${[...entries]} | gzip -n -1 > ${archive}`;
}

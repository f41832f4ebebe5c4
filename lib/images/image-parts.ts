import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { $ } from "zx";
import { bundledFrom } from "../depot/bundled-from.ts";
import type { DepotSource } from "../depot/depot-source.ts";
import { root } from "../paths.ts";
import { toolFolder } from "../toolchain/installed/tool-folder.ts";
import { hostArchitecture } from "../toolchain/names/platform.ts";
import { findTool } from "../toolchain/rows/table.ts";
import { billOfMaterials } from "./bill-of-materials.ts";
import type { OwnImage } from "./own-image.ts";
import { packTar } from "./pack-tar.ts";

/** What Node links to, and where a program looks for its loader. */
const packages = ["libc6", "libgcc-s1", "libstdc++6"];
const libraries = [
  ...["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2"],
  ...["libnss_files.so.2", "libnss_dns.so.2", "libgcc_s.so.1", "libstdc++.so.6"],
];
const places = {
  amd64: { libraries: "lib/x86_64-linux-gnu", loader: "lib64/ld-linux-x86-64.so.2" },
  arm64: { libraries: "lib/aarch64-linux-gnu", loader: "lib/ld-linux-aarch64.so.1" },
} as const;

/** Which packages of Debian are in a base, written into it; the bill of materials lists them. */
export const basePackagesFile = "usr/share/doc/hearth/base-packages";

/** Node and the libraries that it needs, in the folders in which an image has them. The same input gives the same bytes. */
export function imageBase(): DepotSource {
  const { version } = findTool("node");
  const { libraries: folder, loader } = places[hostArchitecture()];
  return {
    name: "image-base",
    file: "base.tar",
    key: `image-base-2-node-${version}-${hostArchitecture()}.tar`,
    make: (path) =>
      inTemporaryFolder(async (work) => {
        const run = $({ cwd: work, quiet: true });
        await run`apt-get -qq download ${packages} || { apt-get -qq update && apt-get -qq download ${packages}; }`;
        const archives = readdirSync(work).filter((name) => name.endsWith(".deb"));
        for (const archive of archives) await run`dpkg-deb --extract ${archive} unpacked`;
        const versions = await Promise.all(
          archives.map(async (archive) => (await run`dpkg-deb --show ${archive}`).stdout.trim()),
        );
        const base = join(work, "base");
        const put = (from: string, to: string): void => {
          mkdirSync(dirname(join(base, to)), { recursive: true });
          copyFileSync(realpathSync(from), join(base, to));
        };
        const find = (name: string): string => {
          const [found] = globSync(`unpacked/**/${name}`, { cwd: work });
          if (found === undefined) throw new TypeError(`no ${name} in Debian's ${packages.join(", ")}`);
          return join(work, found);
        };
        for (const name of libraries) put(find(name), `${folder}/${name}`);
        put(realpathSync(find(basename(loader))), loader);
        chmodSync(join(base, loader), 0o755);
        put(join(toolFolder("node"), "bin/node"), "usr/local/bin/node");
        mkdirSync(join(base, "etc"));
        cpSync(join(root, "templates/image"), join(base, "etc"), { recursive: true });
        mkdirSync(dirname(join(base, basePackagesFile)), { recursive: true });
        writeFileSync(join(base, basePackagesFile), `${versions.sort().join("\n")}\n`);
        // Mounted over, where the image's own files cannot be written.
        for (const name of ["tmp", "data", "local", "secrets", "alloc"]) mkdirSync(join(base, name));
        await packTar(base, path);
      }),
  };
}

/**
 * A service's programs and its bill of materials.
 * @param debian what is in `basePackagesFile` of the base
 */
export function imageApp({ app, files }: OwnImage, debian: string): DepotSource {
  const folder = join(root, "apps", app);
  const hash = createHash("sha256").update(JSON.stringify(files)).update(debian);
  for (const file of bundledFrom(folder)) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  return {
    name: `image-${app}`,
    file: "app.tar",
    key: `image-${app}-${hash.digest("hex").slice(0, 16)}.tar`,
    make: (path) =>
      inTemporaryFolder(async (work) => {
        await $({ cwd: folder, quiet: true })`${process.execPath} build.ts`;
        mkdirSync(join(work, "app"));
        for (const file of files) copyFileSync(join(folder, "dist", file), join(work, "app", file));
        const documents = join(work, "usr/share/doc/hearth");
        mkdirSync(documents, { recursive: true });
        writeFileSync(join(documents, "sbom.cdx.json"), await billOfMaterials(app, debian));
        copyFileSync(join(root, "LICENSE"), join(documents, "LICENSE"));
        copyFileSync(join(root, "NOTICE"), join(documents, "NOTICE"));
        await packTar(work, path);
      }),
  };
}

async function inTemporaryFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-image-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { debianSources, downloadOptions, indexTargetsFormat } from "./debian-sources.ts";
import type { Release, Surroundings } from "./node-image.ts";

/** Where administrators of Debian machines put their own certificate authorities. */
const authoritiesFolder = "/usr/local/share/ca-certificates";

/** Reads what an image copies from this machine; all empty if this is not Debian. */
export async function readSurroundings(release: Release): Promise<Surroundings> {
  const quietly = $({ nothrow: true, quiet: true });
  const codename = (await quietly`. /etc/os-release && printf %s "\${VERSION_CODENAME:-}"`).stdout;
  const targets = await quietly`apt-get indextargets --format ${indexTargetsFormat} ${"Created-By: Packages"}`;
  const dump = await quietly`apt-config dump`;
  const names = existsSync(authoritiesFolder) ? readdirSync(authoritiesFolder).sort() : [];
  return {
    sources: debianSources(release, codename, targets.stdout),
    aptOptions: downloadOptions(dump.stdout),
    authorities: Object.fromEntries(
      names
        .filter((name) => name.endsWith(".crt"))
        .map((name) => [name, readFileSync(join(authoritiesFolder, name), "utf8")]),
    ),
  };
}

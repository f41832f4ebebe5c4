import type { Release } from "./node-image.ts";

/** The format that `parseIndexTargets` reads. */
export const indexTargetsFormat = "$(REPO_URI) $(RELEASE) $(COMPONENT)";

/**
 * The package sources of a node, taken from the mirrors that this machine uses for its own Debian release.
 * @param indexTargets lines of `apt-get indextargets`: `<mirror> <suite> <component>`
 * @param codename this machine's Debian release
 * @returns one-line-style sources; empty if this machine names no Debian mirror, so that mmdebstrap uses its own
 */
export function debianSources(release: Release, codename: string, indexTargets: string): readonly string[] {
  const rows = indexTargets.split("\n").map((line) => line.trim().split(" "));
  const mirrorOf = (suite: string): string | undefined =>
    rows.find(([, rowSuite, component]) => rowSuite === suite && component === "main")?.[0];
  return ["", "-updates", "-security"].flatMap((part) => {
    const mirror = mirrorOf(`${codename}${part}`);
    return mirror === undefined ? [] : [`deb ${mirror} ${release}${part} main`];
  });
}

/**
 * The settings that decide whether a download works: proxies, retries, checks of dates.
 * @param dump what `apt-config dump` prints
 */
export function downloadOptions(dump: string): readonly string[] {
  return dump.split("\n").filter((line) => /^Acquire::(https?::|Retries|Check-)\S* "[^"]/.test(line));
}

import { join } from "node:path";
import { $ } from "zx";
import { root } from "../paths.ts";
import { toolFolder } from "../toolchain/installed/tool-folder.ts";
import { findTool } from "../toolchain/rows/table.ts";

interface Bill {
  readonly serialNumber?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly components?: readonly Readonly<Record<string, unknown>>[];
}

/**
 * What an image holds, in CycloneDX's form: npm reads the service's packages from package-lock.json, and Node and Debian's libraries
 * are added.
 * @param debian lines of `dpkg-deb --show`: name, tab, version
 */
export async function billOfMaterials(app: string, debian: string): Promise<string> {
  const npm = join(toolFolder("node"), "bin/npm");
  const options = ["--package-lock-only", "--workspace", `apps/${app}`, "--omit", "dev", "--sbom-format", "cyclonedx"];
  const { stdout } = await $({
    cwd: root,
    quiet: true,
    env: { ...process.env, PATH: `${join(toolFolder("node"), "bin")}:${process.env["PATH"] ?? ""}` },
  })`${npm} sbom ${options}`;
  return completeBill(JSON.parse(stdout) as Bill, app, debian);
}

/** Without what differs from run to run: the serial number, the time, and the name of the checkout's folder. */
export function completeBill(bill: Bill, app: string, debian: string): string {
  const { version } = findTool("node");
  const libraries = debian
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [written = "", number = ""] = line.split("\t");
      const name = written.replace(/:.*/, "");
      return { type: "library", name, version: number, purl: `pkg:deb/debian/${name}@${encodeURIComponent(number)}` };
    });
  const node = { type: "application", name: "node", version, purl: `pkg:generic/node@${version}` };
  const metadata = { ...bill.metadata, timestamp: undefined, component: { type: "container", name: `hearth-${app}` } };
  const components = [...(bill.components ?? []), node, ...libraries];
  return `${JSON.stringify({ ...bill, serialNumber: undefined, metadata, components }, undefined, 2)}\n`;
}

import { build } from "esbuild";

export interface ProgramBundle {
  /** The checkout whose program is bundled; its node_modules are used. */
  readonly checkout: string;
  /** The file that the program starts with, relative to the checkout. */
  readonly entryPoint: string;
  /** The file to write. */
  readonly outfile: string;
}

/**
 * Writes a program as one file that Node runs by itself, since a node of the cluster gets it as one artifact. The same source gives
 * the same bytes wherever the checkout lies: paths in the output are relative to its root.
 */
export async function bundleProgram({ checkout, entryPoint, outfile }: ProgramBundle): Promise<void> {
  await build({
    absWorkingDir: checkout,
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    charset: "utf8",
    legalComments: "inline",
    logLevel: "warning",
    // Packages in CommonJS ask for Node's own modules by require, which an ES module does not have.
    banner: { js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);' },
  });
}

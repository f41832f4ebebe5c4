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
 * Bundles a program into one file that Node can run, so that it is a single artifact for the nodes. Builds are reproducible: paths in
 * the output are relative to the checkout's root.
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
    // CommonJS packages load Node's own modules with `require`, which ES modules do not have.
    banner: { js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);' },
  });
}

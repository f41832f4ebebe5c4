import { build } from "esbuild";

export interface BundleOptions {
  /** The checkout whose gateway is bundled; its node_modules are used. */
  readonly checkout: string;
  /** The file to write. */
  readonly outfile: string;
}

/**
 * Writes the gateway as one file that Node runs by itself, since a node of the cluster gets it as one artifact. The same
 * source gives the same bytes wherever the checkout lies: paths in the output are relative to its root.
 */
export async function bundleGateway({ checkout, outfile }: BundleOptions): Promise<void> {
  await build({
    absWorkingDir: checkout,
    entryPoints: ["apps/gateway/src/server.ts"],
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

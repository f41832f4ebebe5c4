import { join } from "node:path";
import { build } from "esbuild";

export interface BundleOptions {
  /** The checkout whose service is bundled; its node_modules are used. */
  readonly checkout: string;
  /** Where `memory.mjs`, `keeper.mjs` and `vault.mjs` are written. */
  readonly outdir: string;
}

/** The programs by the file that each starts with. */
const entryPoints = {
  memory: "apps/memory/src/server.ts",
  keeper: "apps/memory/src/keeper/main.ts",
  vault: "apps/memory/src/vault/main.ts",
};

/**
 * Writes each program as one file that Node runs by itself. The same source gives the same bytes wherever the checkout lies: paths
 * in the output are relative to its root.
 */
export async function bundleMemory({ checkout, outdir }: BundleOptions): Promise<void> {
  for (const [name, entryPoint] of Object.entries(entryPoints)) {
    await build({
      absWorkingDir: checkout,
      entryPoints: [entryPoint],
      outfile: join(outdir, `${name}.mjs`),
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
}

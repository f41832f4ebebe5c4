import { resolve } from "node:path";
import { build } from "esbuild";

/*
 * One file that Node runs by itself, since a node of the cluster gets the gateway as one artifact. The same source gives the
 * same bytes wherever the checkout lies: paths in the output are relative to its root.
 */
const checkout = resolve(import.meta.dirname, "../..");

await build({
  absWorkingDir: checkout,
  entryPoints: ["apps/gateway/src/server.ts"],
  outfile: "apps/gateway/dist/gateway.mjs",
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

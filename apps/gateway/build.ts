import { join, resolve } from "node:path";
import { bundleProgram } from "@hearth/build/bundle-program.ts";

await bundleProgram({
  checkout: resolve(import.meta.dirname, "../.."),
  entryPoint: "apps/gateway/src/server.ts",
  outfile: join(import.meta.dirname, "dist/gateway.mjs"),
});

import { join, resolve } from "node:path";
import { bundleProgram } from "@hearth/build/bundle-program.ts";

await bundleProgram({
  checkout: resolve(import.meta.dirname, "../.."),
  entryPoint: "apps/home-set-up/src/main.ts",
  outfile: join(import.meta.dirname, "dist/home-set-up.mjs"),
});

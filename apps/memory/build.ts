import { join, resolve } from "node:path";
import { bundleProgram } from "@hearth/build/bundle-program.ts";

/** The programs by the file that each starts with. */
const entryPoints = {
  memory: "apps/memory/src/server.ts",
  /** Beside `memory.mjs`, which starts it in threads. */
  interpret: "apps/memory/src/interpret.ts",
  keeper: "apps/memory/src/keeper/main.ts",
  vault: "apps/memory/src/vault/main.ts",
  /** For the image, whose health check has no other program to ask with. */
  "health-check": "packages/service/src/health-check.ts",
};

for (const [name, entryPoint] of Object.entries(entryPoints)) {
  await bundleProgram({
    checkout: resolve(import.meta.dirname, "../.."),
    entryPoint,
    outfile: join(import.meta.dirname, "dist", `${name}.mjs`),
  });
}

import { join, resolve } from "node:path";
import { bundleMemory } from "./bundle.ts";

await bundleMemory({ checkout: resolve(import.meta.dirname, "../.."), outdir: join(import.meta.dirname, "dist") });

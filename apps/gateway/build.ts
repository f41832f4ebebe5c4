import { join, resolve } from "node:path";
import { bundleGateway } from "./bundle.ts";

await bundleGateway({
  checkout: resolve(import.meta.dirname, "../.."),
  outfile: join(import.meta.dirname, "dist/gateway.mjs"),
});

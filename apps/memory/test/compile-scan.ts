import { readFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";

/** Compiles scan.wat to WebAssembly in base64, the content of scan-code.ts; for its test and for changes to the source. */
export async function compileScan(): Promise<string> {
  const compiler = await wabt();
  const module = compiler.parseWat(
    "scan.wat",
    readFileSync(join(import.meta.dirname, "../src/vectors/scan.wat"), "utf8"),
    {
      simd: true,
      relaxed_simd: true,
    },
  );
  return Buffer.from(module.toBinary({}).buffer).toString("base64");
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";

/** scan.wat as WebAssembly, in base64: what scan-code.ts holds. For its test, and for whoever changes the source. */
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

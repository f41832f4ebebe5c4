import { expect, test } from "vitest";
import { compileScan } from "../../test/compile-scan.ts";
import { scanCode } from "./scan-code.ts";

test("the code in use is what its source compiles to", async () => {
  expect(await compileScan()).toBe(scanCode);
});

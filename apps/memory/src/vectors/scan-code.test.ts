import { expect, test } from "vitest";
import { compileScan } from "../../test/compile-scan.ts";
import { scanCode } from "./scan-code.ts";

test("the embedded code matches its compiled source", async () => {
  expect(await compileScan()).toBe(scanCode);
});

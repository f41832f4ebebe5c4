import { resolve } from "node:path";
import { expect, test } from "vitest";
import { apiPage } from "./api-page.ts";
import { operations } from "./operations.ts";

test("docs/reference/gateway-api.md is what the operations say; `vitest -u` writes it anew", async () => {
  await expect(apiPage(operations)).toMatchFileSnapshot(
    resolve(import.meta.dirname, "../../../../../docs/reference/gateway-api.md"),
  );
});

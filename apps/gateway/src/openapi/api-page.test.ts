import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../../lib/paths.ts";
import { apiPage } from "./api-page.ts";
import { operations } from "./operations.ts";

test("docs/reference/gateway-api.md is what the operations say; `vitest -u` writes it anew", async () => {
  await expect(apiPage(operations)).toMatchFileSnapshot(join(root, "docs/reference/gateway-api.md"));
});

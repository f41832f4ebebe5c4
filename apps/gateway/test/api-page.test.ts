import { resolve } from "node:path";
import { expect, test } from "vitest";
import { apiPage } from "./api-page.ts";
import { endpoints } from "../src/api/endpoints.ts";

test("docs/reference/gateway-api.md matches the endpoint table; `vitest -u` updates it", async () => {
  await expect(apiPage(Object.values(endpoints))).toMatchFileSnapshot(
    resolve(import.meta.dirname, "../../../docs/reference/gateway-api.md"),
  );
});

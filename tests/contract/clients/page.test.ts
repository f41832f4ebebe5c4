import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../lib/paths.ts";
import { clientsPage } from "./matrix.ts";

test("docs/reference/clients.md is what the table of clients says; `vitest -u` writes it", async () => {
  await expect(clientsPage()).toMatchFileSnapshot(join(root, "docs/reference/clients.md"));
});

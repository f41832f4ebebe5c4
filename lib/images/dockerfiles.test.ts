import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../paths.ts";
import { ownImages } from "./own-images.ts";

/* What must hold of every Dockerfile; tests/contract/images.test.ts runs what they make. */

test.each(Object.values(ownImages))(
  "the image of $app starts from nothing, as a number, with a health check",
  ({ app, files }) => {
    const text = readFileSync(join(root, "apps", app, "Dockerfile"), "utf8");
    const lines = text.split("\n");
    expect(lines.filter((line) => line.startsWith("FROM "))).toEqual(["FROM scratch"]);
    // A name would be looked up in the image, and mean another account on the node.
    expect(lines.filter((line) => line.startsWith("USER "))).toEqual([expect.stringMatching(/^USER (7\d{4}):\1$/)]);
    expect(text).toMatch(/^HEALTHCHECK .* CMD \["\/usr\/local\/bin\/node", "\/app\/health-check\.mjs"\]$/m);
    expect(text).toContain("org.opencontainers.image.title");
    // There is no shell to run them.
    expect(text).not.toMatch(/^(RUN|SHELL) /m);
    expect(text).not.toMatch(/^(CMD|ENTRYPOINT) [^[]/m);
    expect(files).toContain("health-check.mjs");
  },
);

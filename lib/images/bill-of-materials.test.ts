import { expect, test } from "vitest";
import { completeBill } from "./bill-of-materials.ts";

const bill = (serial: string, time: string) => ({
  bomFormat: "CycloneDX",
  serialNumber: serial,
  metadata: { timestamp: time, component: { name: "checkout" }, tools: [{ name: "cli" }] },
  components: [{ name: "zod" }],
});

test("Node and Debian's libraries are among the components, and nothing differs from run to run", () => {
  const text = completeBill(bill("urn:uuid:1", "2026-11-30"), "gateway", "libc6:amd64\t2.36-9+deb12u13\n");
  expect(text).toBe(completeBill(bill("urn:uuid:2", "2026-12-01"), "gateway", "libc6:amd64\t2.36-9+deb12u13\n"));
  const { metadata, components } = JSON.parse(text) as { metadata: unknown; components: { name: string }[] };
  expect(metadata).toEqual({ tools: [{ name: "cli" }], component: { type: "container", name: "hearth-gateway" } });
  expect(components.map(({ name }) => name)).toEqual(["zod", "node", "libc6"]);
  expect(components.at(-1)).toMatchObject({ purl: "pkg:deb/debian/libc6@2.36-9%2Bdeb12u13" });
});

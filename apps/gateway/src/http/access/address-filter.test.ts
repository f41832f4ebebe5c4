import { expect, test } from "vitest";
import { createAddressFilter } from "./address-filter.ts";
import { accessSchema } from "@hearth/contracts/gateway/access-config.ts";

const addresses = ["100.64.0.7", "::ffff:100.64.0.7", "100.64.1.7", "10.0.0.1", "fd7a::1", "fd7b::1"];

test.each([
  ["nothing said", {}, [true, true, true, true, true, true]],
  ["networks allowed", { allow: ["100.64.0.0/10", "fd7a::/16"] }, [true, true, true, false, true, false]],
  ["denied", { deny: ["100.64.0.0/24", "fd7b::1"] }, [false, false, true, true, true, false]],
  [
    "denied inside what is allowed",
    { allow: ["100.64.0.0/10"], deny: ["100.64.0.7"] },
    [false, false, true, false, false, false],
  ],
])("%s", (_name, access, expected) => {
  expect(addresses.map(createAddressFilter(accessSchema.parse(access)))).toEqual(expected);
});

test.each(["100.64.0.0/33", "n1", "100.64.0", ""])("%o is no network", (network) => {
  expect(accessSchema.safeParse({ deny: [network] }).success).toBe(false);
});

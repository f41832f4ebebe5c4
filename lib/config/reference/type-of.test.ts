import { expect, test } from "vitest";
import { z } from "zod";
import { durationWithin, port } from "../shape/fields.ts";
import { typeOf } from "./type-of.ts";

test.each([
  [z.string(), "text"],
  [z.boolean(), "`true` or `false`"],
  [z.int(), "whole number"],
  [z.int().positive(), "whole number, at least 1"],
  [z.int().min(128).max(4_096), "whole number, 128 to 4096"],
  [z.number().positive(), "number, more than 0"],
  [z.number().max(1), "number, at most 1"],
  [z.enum(["a", "b", "c"]), "`a`, `b` or `c`"],
  [z.array(z.string()), "list of texts"],
  [z.array(z.enum(["a", "b"])), "list of `a` or `b`"],
  [z.array(z.url()), "list of web addresses"],
  [z.record(z.string(), z.int()), "mapping"],
  [z.union([z.ipv4(), z.ipv6(), z.cidrv4()]), "IP address or network"],
  [z.unknown(), "any value"],
  [port, "port"],
  [durationWithin("1s", "1d").optional(), "duration"],
])("%#: %s", (schema, type) => {
  expect(typeOf(z.toJSONSchema(schema, { target: "draft-7" }))).toBe(type);
});

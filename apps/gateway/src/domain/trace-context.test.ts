import { expect, test } from "vitest";
import { toTraceparent, traceContext, validTraceparent } from "./trace-context.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentSpanId = "00f067aa0ba902b7";
const hexadecimal = (digits: number): RegExp => new RegExp(`^[0-9a-f]{${digits}}$`);

test.each([
  ["01", true],
  ["03", true],
  ["00", false],
])("a caller's trace goes on, flags %s", (flags, sampled) => {
  const trace = traceContext(`00-${traceId}-${parentSpanId}-${flags}`, () => !sampled);
  expect(trace).toMatchObject({ traceId, parentSpanId, sampled });
  expect(toTraceparent(trace)).toBe(`00-${traceId}-${trace.upstreamSpanId}-${sampled ? "01" : "00"}`);
  expect(trace.upstreamSpanId).not.toBe(parentSpanId);
});

test("a later version of the header may have more fields", () => {
  expect(traceContext(`01-${traceId}-${parentSpanId}-01-more`, () => false).traceId).toBe(traceId);
});

test.each([
  [undefined],
  [["a", "b"]],
  [""],
  ["00-x"],
  [`ff-${traceId}-${parentSpanId}-01`],
  [`00-${traceId}-${parentSpanId}-01-more`],
  [`00-${"0".repeat(32)}-${parentSpanId}-01`],
  [`00-${traceId}-${"0".repeat(16)}-01`],
  [`00-${traceId.toUpperCase()}-${parentSpanId}-01`],
  [`00-${traceId}-${parentSpanId}-01\n`],
])("without a valid header a new trace begins: %j", (header) => {
  const trace = traceContext(header, () => true);
  expect(trace).toEqual({
    traceId: expect.stringMatching(hexadecimal(32)) as string,
    spanId: expect.stringMatching(hexadecimal(16)) as string,
    upstreamSpanId: expect.stringMatching(hexadecimal(16)) as string,
    parentSpanId: undefined,
    sampled: true,
  });
  expect(trace.traceId).not.toBe(traceId);
  expect(validTraceparent(header)).toBe(undefined);
});

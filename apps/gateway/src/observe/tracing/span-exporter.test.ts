import { Agent } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { startFakeExpert, type Behaviour, type FakeExpert } from "../../../test/fake-expert.ts";
import { chatRecord } from "../../../test/request-record.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { SpanExporter } from "./span-exporter.ts";

const accept: Behaviour = (response) => response.end("{}");

async function exporterTo(
  behave: Behaviour,
  { queue = 10, limitMs = 10_000 } = {},
): Promise<{
  collector: FakeExpert;
  exporter: SpanExporter;
  dropped: number[];
  lines: string[];
}> {
  const collector = await startFakeExpert(behave);
  const dispatcher = new Agent();
  const dropped: number[] = [];
  const lines: string[] = [];
  const log = createJsonLog((text) => lines.push(text));
  const exporter = new SpanExporter(
    {
      endpoint: `${collector.origin}/v1/traces?tenant=home`,
      headers: { authorization: "Bearer x" },
      share: 1,
      queue,
      everyMs: 60_000,
      limitMs,
      serviceName: "hearth-gateway",
    },
    { dispatcher, log, onDropped: (requests) => dropped.push(requests) },
  );
  onTestFinished(async () => {
    await dispatcher.destroy();
    await collector[Symbol.asyncDispose]();
  });
  return { collector, exporter, dropped, lines };
}

test("spans go out together, in OTLP's JSON", async () => {
  const { collector, exporter, dropped } = await exporterTo(accept);
  exporter.add(chatRecord);
  exporter.add({ ...chatRecord, overheadMs: undefined });
  exporter.add({ ...chatRecord, trace: { ...chatRecord.trace!, sampled: false } });
  exporter.add({ ...chatRecord, trace: undefined });
  await exporter.close();
  const [asked, ...others] = collector.asked;
  expect([asked?.path, asked?.headers.authorization, asked?.headers["content-type"], others.length]).toEqual([
    "/v1/traces?tenant=home",
    "Bearer x",
    "application/json",
    0,
  ]);
  const { resourceSpans } = JSON.parse(asked!.body) as {
    resourceSpans: { resource: unknown; scopeSpans: { spans: { name: string }[] }[] }[];
  };
  expect(resourceSpans[0]?.resource).toEqual({
    attributes: [{ key: "service.name", value: { stringValue: "hearth-gateway" } }],
  });
  expect(resourceSpans[0]?.scopeSpans[0]?.spans.map(({ name }) => name)).toEqual([
    "chat smollm2",
    "route",
    "queue",
    "upstream chat",
    "chat smollm2",
  ]);
  expect(dropped).toEqual([]);
});

test("a full queue drops and counts, it does not grow", async () => {
  const { collector, exporter, dropped } = await exporterTo(accept, { queue: 2 });
  for (let count = 0; count < 5; count += 1) exporter.add(chatRecord);
  expect(dropped).toEqual([1, 1, 1]);
  await exporter.close();
  expect(collector.asked[0]?.body.match(/"name":"queue"/g)?.length).toBe(2);
});

test.each<[string, Behaviour]>([
  ["refuses", (response) => void response.writeHead(503).end()],
  ["hangs", () => undefined],
])("spans that an endpoint that %s refuses are counted, and logged once", async (_how, behave) => {
  const { exporter, dropped, lines } = await exporterTo(behave, { limitMs: 100 });
  for (let count = 0; count < 2; count += 1) {
    exporter.add(chatRecord);
    await exporter.flush();
  }
  await exporter.close();
  expect(dropped).toEqual([1, 1]);
  await expect.poll(() => lines.filter((line) => line.includes("traces not sent")).length).toBe(1);
});

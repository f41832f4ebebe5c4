import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { chatRecord } from "../../test/request-record.ts";
import { InferenceMetrics } from "./inference-metrics.ts";

async function samplesAfter(work: (metrics: InferenceMetrics) => void): Promise<readonly string[]> {
  const registry = new Registry();
  work(new InferenceMetrics(registry));
  const text = await registry.metrics();
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#") && !line.includes("_bucket"))
    .map((line) => line.replace("hearth_gateway_", ""));
}

test("a streamed answer: times, tokens and costs", async () => {
  expect(await samplesAfter((metrics) => metrics.requestEnded(chatRecord))).toEqual([
    'time_to_first_token_seconds_sum{model="smollm2"} 0.25',
    'time_to_first_token_seconds_count{model="smollm2"} 1',
    'time_per_output_token_seconds_sum{model="smollm2"} 0.1',
    'time_per_output_token_seconds_count{model="smollm2"} 1',
    'queue_wait_seconds_sum{expert="chat"} 0.04',
    'queue_wait_seconds_count{expert="chat"} 1',
    "overhead_seconds_sum 0.002",
    "overhead_seconds_count 1",
    'tokens_total{model="smollm2",kind="prompt"} 31',
    'tokens_total{model="smollm2",kind="completion"} 9',
    'cost_total{model="smollm2",caller="laptop"} 0.5',
    'energy_watt_hours_total{model="smollm2"} 0.25',
    'cache_lookups_total{result="miss"} 1',
  ]);
});

test("what broke off counts as a failure, and says nothing about the speed of tokens", async () => {
  const samples = await samplesAfter((metrics) => metrics.requestEnded({ ...chatRecord, failure: "stalled" }));
  expect(samples).toContain('failures_total{reason="stalled"} 1');
  expect(samples.filter((line) => line.startsWith("time_per_output_token"))).toEqual([]);
});

test("an answer from the cache, and a check of one", async () => {
  const { usage: _, cost: __, ...rest } = chatRecord;
  const cached = { ...rest, cache: "semantic", overheadMs: undefined, usage: undefined, cost: undefined } as const;
  expect(
    await samplesAfter((metrics) => {
      metrics.requestEnded(cached);
      metrics.cacheChecked(true);
      metrics.cacheChecked(false);
    }),
  ).toEqual([
    "overhead_seconds_sum 0",
    "overhead_seconds_count 0",
    'cache_lookups_total{result="semantic"} 1',
    'cache_checks_total{result="right"} 1',
    'cache_checks_total{result="false"} 1',
  ]);
});

import { expect, test } from "vitest";
import { chatRecord } from "../../../test/request-record.ts";
import { InferenceMetrics } from "./inference-metrics.ts";

function samplesAfter(work: (metrics: InferenceMetrics) => void): readonly string[] {
  const metrics = new InferenceMetrics();
  work(metrics);
  return metrics
    .text()
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#") && !line.includes("_bucket"))
    .map((line) => line.replace("hearth_gateway_", ""));
}

test("a streamed answer: times, tokens and costs", () => {
  expect(samplesAfter((metrics) => metrics.requestEnded(chatRecord))).toEqual([
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
    'energy_joules_total{model="smollm2"} 900',
    'cache_lookups_total{result="miss"} 1',
  ]);
});

test("a broken stream counts as a failure and does not enter the token speed", () => {
  const samples = samplesAfter((metrics) => metrics.requestEnded({ ...chatRecord, failure: "stalled" }));
  expect(samples).toContain('failures_total{reason="stalled"} 1');
  expect(samples.filter((line) => line.startsWith("time_per_output_token"))).toEqual([]);
});

test("an answer from the cache, and a check of one", () => {
  const nothing = { overheadMs: undefined, usage: undefined, cost: undefined };
  const cached = { ...chatRecord, ...nothing, cache: "semantic" } as const;
  expect(
    samplesAfter((metrics) => {
      metrics.requestEnded(cached);
      metrics.cacheChecked(true);
      metrics.cacheChecked(false);
    }),
  ).toEqual([
    'cache_lookups_total{result="semantic"} 1',
    'cache_checks_total{result="right"} 1',
    'cache_checks_total{result="false"} 1',
  ]);
});

test("the gaps in streams", () => {
  const samples = samplesAfter((metrics) => {
    metrics.streamGap("smollm2", 20);
    metrics.streamGap("smollm2", 500);
  });
  expect(samples).toEqual([
    'inter_token_seconds_sum{model="smollm2"} 0.52',
    'inter_token_seconds_count{model="smollm2"} 2',
  ]);
});

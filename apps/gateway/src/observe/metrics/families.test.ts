import { expect, test } from "vitest";
import { CounterFamily } from "./counter-family.ts";
import { HistogramFamily } from "./histogram-family.ts";

test("a counter in Prometheus' text format, labels escaped", () => {
  const counter = new CounterFamily({ name: "a_total", help: "Of a.", labelNames: ["model", "kind"] });
  counter.add(["m", "x"]);
  counter.add(["m", "x"], 2);
  counter.add(['a"\\\n', ""]);
  expect(counter.text()).toBe(
    '# HELP a_total Of a.\n# TYPE a_total counter\na_total{model="m",kind="x"} 3\na_total{model="a\\"\\\\\\n",kind=""} 1\n',
  );
});

test("a counter without labels exists from the start", () => {
  const counter = new CounterFamily({ name: "a_total", help: "Of a.", labelNames: [] });
  expect(counter.text()).toBe("# HELP a_total Of a.\n# TYPE a_total counter\na_total 0\n");
  counter.add([]);
  expect(counter.text()).toBe("# HELP a_total Of a.\n# TYPE a_total counter\na_total 1\n");
});

test("a histogram's buckets add up, and a value on a bound is below it", () => {
  const histogram = new HistogramFamily({ name: "b_seconds", help: "Of b.", labelNames: ["model"], buckets: [0.1, 1] });
  for (const value of [0.1, 0.5, 1, 7]) histogram.observe(["m"], value);
  expect(histogram.text()).toBe(
    "# HELP b_seconds Of b.\n# TYPE b_seconds histogram\n" +
      'b_seconds_bucket{model="m",le="0.1"} 1\nb_seconds_bucket{model="m",le="1"} 3\nb_seconds_bucket{model="m",le="+Inf"} 4\n' +
      'b_seconds_sum{model="m"} 8.6\nb_seconds_count{model="m"} 4\n',
  );
});

test("a histogram without labels", () => {
  const histogram = new HistogramFamily({ name: "b_seconds", help: "Of b.", labelNames: [], buckets: [1] });
  histogram.observe([], 2);
  expect(histogram.text().split("\n").slice(2)).toEqual([
    'b_seconds_bucket{le="1"} 0',
    'b_seconds_bucket{le="+Inf"} 1',
    "b_seconds_sum 2",
    "b_seconds_count 1",
    "",
  ]);
});

import { expect, test } from "vitest";
import { metricsIn } from "./support/metrics-in.ts";

test("names of metrics, without functions, labels, spans and operators", () => {
  expect(
    metricsIn(
      '1 / histogram_quantile(0.5, sum by (le, model) (rate(a_bucket{model!="b} c",x=~"d|e"}[2m]))) > bool 1e3 unless on (node) (max by (node) (up{node!=""}) == 0) or vector(0)',
    ),
  ).toEqual(["a_bucket", "up"]);
  expect(metricsIn("rate(llamacpp:tokens_predicted_total[$__rate_interval]) and x")).toEqual([
    "llamacpp:tokens_predicted_total",
    "x",
  ]);
});

import type { Panel } from "../../lib/dashboards/panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "Gateway", ...given });

const percentile = (share: number, family: string, label: string): string =>
  `histogram_quantile(${share}, sum by (le, ${label}) (rate(${family}_bucket{${label}!=""}[$__rate_interval])))`;

export const gatewayPanels: readonly Panel[] = [
  panel({
    title: "In progress",
    about: "Requests that the gateway works on now.",
    unit: "none",
    shows: "number",
    queries: [{ expression: "sum(hearth_gateway_requests_in_flight)", legend: "requests" }],
  }),
  panel({
    title: "Requests today",
    about: "Requests that were answered in the last 24 hours, errors among them.",
    unit: "short",
    shows: "number",
    queries: [{ expression: "sum(increase(hearth_gateway_requests_total[1d]))", legend: "requests" }],
  }),
  panel({
    title: "Errors today",
    about: "Share of the last 24 hours' requests that ended with an error of the house, status 500 and above.",
    unit: "percentunit",
    shows: "number",
    queries: [
      {
        expression:
          '(sum(increase(hearth_gateway_requests_total{status=~"5.."}[1d])) or vector(0)) / sum(increase(hearth_gateway_requests_total[1d]))',
        legend: "of requests",
      },
    ],
    limits: { warning: 0.01, bad: 0.05, side: "above" },
  }),
  panel({
    title: "Knows the experts",
    about: "Whether Consul answers the gateway; if not, it uses the experts that it last knew.",
    unit: "well",
    shows: "number",
    queries: [{ expression: "min(hearth_gateway_consul_connected)", legend: "Consul" }],
    limits: { warning: 1, bad: 0.5, side: "below" },
  }),
  panel({
    title: "Requests by status",
    about: "200 is well, 429 is over a key's limit, 400 to 499 is the caller's mistake, 500 and above the house's.",
    unit: "reqps",
    shows: "lines",
    queries: [
      {
        expression: "sum by (status) (rate(hearth_gateway_requests_total[$__rate_interval]))",
        legend: "status {{status}}",
      },
    ],
  }),
  panel({
    title: "Requests by model",
    about: "Which models are asked.",
    unit: "reqps",
    shows: "lines",
    queries: [
      {
        expression: 'sum by (model) (rate(hearth_gateway_requests_total{model!=""}[$__rate_interval]))',
        legend: "{{model}}",
      },
    ],
  }),
  panel({
    title: "Time to the first token",
    about:
      "How long a person waits until an answer begins to appear; of half of the streams, and of all but a twentieth.",
    unit: "s",
    shows: "lines",
    queries: [
      { expression: percentile(0.5, "hearth_gateway_time_to_first_token_seconds", "model"), legend: "{{model}}, half" },
      {
        expression: percentile(0.95, "hearth_gateway_time_to_first_token_seconds", "model"),
        legend: "{{model}}, 95 %",
      },
    ],
  }),
  panel({
    title: "Time of whole requests",
    about: "From a request's first byte to the last of its answer, of all but a twentieth. Long answers take long.",
    unit: "s",
    shows: "lines",
    queries: [
      {
        expression: percentile(0.95, "hearth_gateway_request_duration_seconds", "model"),
        legend: "{{model}}, 95 %",
      },
    ],
  }),
  panel({
    title: "Waiting for a place",
    about:
      "How long requests wait until an expert has a place for them, of all but a twentieth. Seconds mean that it is overloaded.",
    unit: "s",
    shows: "lines",
    queries: [
      { expression: percentile(0.95, "hearth_gateway_queue_wait_seconds", "expert"), legend: "{{expert}}, 95 %" },
    ],
  }),
  panel({
    title: "The gateway's own work",
    about: "Time before an expert is asked, of half of the requests and of all but a twentieth.",
    unit: "s",
    shows: "lines",
    queries: [
      {
        expression:
          "histogram_quantile(0.5, sum by (le) (rate(hearth_gateway_overhead_seconds_bucket[$__rate_interval])))",
        legend: "half",
      },
      {
        expression:
          "histogram_quantile(0.95, sum by (le) (rate(hearth_gateway_overhead_seconds_bucket[$__rate_interval])))",
        legend: "95 %",
      },
    ],
  }),
  panel({
    title: "What failed",
    about:
      "Requests without a complete answer, and attempts at experts that failed; another expert may have answered instead.",
    unit: "reqps",
    shows: "lines",
    queries: [
      {
        expression: "sum by (reason) (rate(hearth_gateway_failures_total[$__rate_interval]))",
        legend: "no answer: {{reason}}",
      },
      {
        expression: "sum by (expert, reason) (rate(hearth_gateway_upstream_errors_total[$__rate_interval]))",
        legend: "{{expert}}: {{reason}}",
      },
    ],
    whenEmpty: "Nothing has failed.",
  }),
  panel({
    title: "Answers from the cache",
    about: "How requests fared that the cache was asked about; a miss goes to an expert.",
    unit: "reqps",
    shows: "lines",
    queries: [
      {
        expression: "sum by (result) (rate(hearth_gateway_cache_lookups_total[$__rate_interval]))",
        legend: "{{result}}",
      },
    ],
    whenEmpty: "The cache is off.",
  }),
  panel({
    title: "Tokens today",
    about: "Read (prompt) and written (completion) in the last 24 hours, by model.",
    unit: "short",
    shows: "bars",
    queries: [
      {
        expression: "sum by (model, kind) (increase(hearth_gateway_tokens_total[1d]))",
        legend: "{{model}}, {{kind}}",
      },
    ],
  }),
  panel({
    title: "Cost today by key",
    about: "What each key's requests cost in the last 24 hours, by the prices in the inventory.",
    unit: "short",
    shows: "bars",
    queries: [{ expression: "sum by (caller) (increase(hearth_gateway_cost_total[1d]))", legend: "{{caller}}" }],
    whenEmpty: "No model has a price.",
  }),
  panel({
    title: "Energy today by model",
    about: "What answers used in the last 24 hours, by the watts in the inventory.",
    unit: "joule",
    shows: "bars",
    queries: [{ expression: "sum by (model) (increase(hearth_gateway_energy_joules_total[1d]))", legend: "{{model}}" }],
    whenEmpty: "No expert has watts.",
  }),
];

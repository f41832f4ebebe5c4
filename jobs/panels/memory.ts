import type { Panel } from "../../lib/dashboards/panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "Memory", ...given });

export const memoryPanels: readonly Panel[] = [
  panel({
    title: "Search by meaning",
    about: "Whether the embedding expert answers the memory service; if not, search finds words only.",
    unit: "well",
    shows: "number",
    queries: [{ expression: "min(hearth_memory_embeddings_available)", legend: "embedding" }],
    limits: { warning: 1, bad: 0.5, side: "below" },
  }),
  panel({
    title: "Waiting for a vector",
    about: "Texts that search does not yet find by meaning. It goes to 0 while nothing is added.",
    unit: "short",
    shows: "number",
    queries: [{ expression: "sum(hearth_memory_unembedded)", legend: "texts" }],
  }),
  panel({
    title: "To be compared",
    about: "Memories that have not yet been compared with their nearest, to merge what says the same.",
    unit: "short",
    shows: "number",
    queries: [{ expression: "sum(hearth_memory_uncompared)", legend: "memories" }],
  }),
  panel({
    title: "In progress",
    about: "Requests that the memory service works on now.",
    unit: "none",
    shows: "number",
    queries: [{ expression: "sum(hearth_memory_requests_in_flight)", legend: "requests" }],
  }),
  panel({
    title: "Requests",
    about: "What the memory service is asked, by endpoint.",
    unit: "reqps",
    shows: "lines",
    queries: [
      {
        expression: "sum by (endpoint) (rate(hearth_memory_requests_total[$__rate_interval]))",
        legend: "{{endpoint}}",
      },
    ],
  }),
  panel({
    title: "Time of requests",
    about: "From a request's first byte to the last of its answer, of all but a twentieth.",
    unit: "s",
    shows: "lines",
    queries: [
      {
        expression:
          "histogram_quantile(0.95, sum by (le, endpoint) (rate(hearth_memory_request_duration_seconds_bucket[$__rate_interval])))",
        legend: "{{endpoint}}, 95 %",
      },
    ],
  }),
  panel({
    title: "Errors",
    about: "Requests that the memory service could not answer, status 500 and above.",
    unit: "reqps",
    shows: "lines",
    queries: [
      {
        expression: 'sum by (endpoint) (rate(hearth_memory_requests_total{status=~"5.."}[$__rate_interval]))',
        legend: "{{endpoint}}",
      },
    ],
    whenEmpty: "Nothing has failed.",
  }),
  panel({
    title: "Memory of the service",
    about: "What its process uses of the machine's memory.",
    unit: "bytes",
    shows: "lines",
    queries: [{ expression: 'max by (node) (process_resident_memory_bytes{job="memory"})', legend: "on {{node}}" }],
  }),
];

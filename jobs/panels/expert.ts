import type { Panel } from "../../lib/dashboards/panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "Experts", ...given });

export const expertPanels: readonly Panel[] = [
  panel({
    title: "Experts",
    about: "When each expert was well: its head generates tokens.",
    unit: "well",
    shows: "states",
    wide: true,
    queries: [{ expression: 'min by (job) (hearth_job_healthy{job=~"expert-.*"})', legend: "{{job}}" }],
  }),
  panel({
    title: "Where they run",
    about: "The machine of each expert's head.",
    unit: "none",
    shows: "table",
    queries: [{ expression: 'max by (job, node) (up{job=~"expert-.*"})', legend: "{{job}}" }],
    columns: { job: "Expert", node: "Machine" },
  }),
  panel({
    title: "What they serve",
    about:
      "The model that the gateway finds at each expert, and how many instances pass their checks. A reduced expert serves its smaller model.",
    unit: "none",
    shows: "table",
    queries: [{ expression: "max by (expert, model, kind) (hearth_gateway_expert_instances)", legend: "{{expert}}" }],
    columns: { expert: "Expert", model: "Model", kind: "Kind" },
    valueColumn: "Instances",
  }),
  panel({
    title: "Tokens written",
    about: "What each expert generates, over all of its requests.",
    unit: "suffix: tokens/s",
    shows: "lines",
    queries: [
      { expression: "sum by (job) (rate(llamacpp:tokens_predicted_total[$__rate_interval]))", legend: "{{job}}" },
    ],
  }),
  panel({
    title: "Tokens read",
    about: "What each expert reads of prompts; what it still has in memory from an earlier request is not read again.",
    unit: "suffix: tokens/s",
    shows: "lines",
    queries: [{ expression: "sum by (job) (rate(llamacpp:prompt_tokens_total[$__rate_interval]))", legend: "{{job}}" }],
  }),
  panel({
    title: "Speed of one answer",
    about: "Tokens a second while an answer is written, as the gateway sees it: half of the streams are faster.",
    unit: "suffix: tokens/s",
    shows: "lines",
    queries: [
      {
        expression:
          "1 / histogram_quantile(0.5, sum by (le, model) (rate(hearth_gateway_time_per_output_token_seconds_bucket[$__rate_interval])))",
        legend: "{{model}}",
      },
    ],
  }),
  panel({
    title: "Requests",
    about: "What each expert works on, and what waits inside it.",
    unit: "none",
    shows: "lines",
    queries: [
      { expression: "max by (job) (llamacpp:requests_processing)", legend: "{{job}} works on" },
      { expression: "max by (job) (llamacpp:requests_deferred)", legend: "{{job}} waiting" },
    ],
  }),
  panel({
    title: "Memory",
    about: "What experts and their workers use of a machine's memory. Memory of graphics cards is not in it.",
    unit: "bytes",
    shows: "bars",
    queries: [
      {
        expression: 'max by (exported_job, node) (nomad_client_allocs_memory_rss{exported_job=~"expert-.*|rpc-.*"})',
        legend: "{{exported_job}} on {{node}}",
      },
    ],
  }),
];

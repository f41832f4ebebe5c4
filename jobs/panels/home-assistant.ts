import type { Panel } from "../../lib/dashboards/panel.ts";

const panel = (given: Omit<Panel, "dashboard">): Panel => ({ dashboard: "Home", ...given });

/** Kinds of entities that have a device. Others, such as events, have no state until something happens, which is no fault. */
const devices = "binary_sensor|climate|cover|fan|light|lock|media_player|sensor|switch|vacuum|valve";

export const homePanels: readonly Panel[] = [
  panel({
    title: "Home Assistant and its broker",
    about: "When each was well: its checks pass.",
    unit: "well",
    shows: "states",
    wide: true,
    queries: [{ expression: 'min by (job) (hearth_job_healthy{job=~"home-assistant|mosquitto"})', legend: "{{job}}" }],
  }),
  panel({
    title: "Entities",
    about: "Sensors, switches and everything else that Home Assistant knows.",
    unit: "none",
    shows: "number",
    queries: [{ expression: "count(homeassistant_entity_available)", legend: "entities" }],
  }),
  panel({
    title: "Unavailable",
    about: "Entities that do not answer, such as a sensor with an empty battery.",
    unit: "none",
    shows: "number",
    queries: [
      {
        expression: `count(homeassistant_entity_available{domain=~"${devices}"} == 0) or vector(0)`,
        legend: "entities",
      },
    ],
    limits: { warning: 1, bad: 250, side: "above" },
  }),
  panel({
    title: "Which are unavailable",
    about: "Look after their battery, their network or their integration in Home Assistant.",
    unit: "none",
    shows: "table",
    queries: [
      {
        expression: `max by (friendly_name, entity, domain) (homeassistant_entity_available{domain=~"${devices}"} == 0)`,
        legend: "{{entity}}",
      },
    ],
    columns: { friendly_name: "Name", entity: "Entity", domain: "Kind" },
    whenEmpty: "All answer.",
  }),
  panel({
    title: "Changes",
    about: "How often entities change, by kind. A sensor that talks without end shows here.",
    unit: "ops",
    shows: "lines",
    queries: [
      {
        expression: "sum by (domain) (rate(homeassistant_state_change_total[$__rate_interval]))",
        legend: "{{domain}}",
      },
    ],
  }),
  panel({
    title: "Temperatures",
    about: "Every sensor that measures a temperature.",
    unit: "celsius",
    shows: "lines",
    queries: [{ expression: "homeassistant_sensor_temperature_celsius", legend: "{{friendly_name}}" }],
    whenEmpty: "There are no such sensors.",
  }),
  panel({
    title: "Batteries",
    about: "Charge of every device that says it; the emptiest first.",
    unit: "percent",
    shows: "bars",
    queries: [{ expression: "sort(homeassistant_sensor_battery_percent)", legend: "{{friendly_name}}" }],
    limits: { warning: 30, bad: 15, side: "below" },
    whenEmpty: "No device says it.",
  }),
  panel({
    title: "Power",
    about: "What plugs and meters measure.",
    unit: "watt",
    shows: "lines",
    queries: [{ expression: "homeassistant_sensor_power_w", legend: "{{friendly_name}}" }],
    whenEmpty: "There are no such sensors.",
  }),
  panel({
    title: "Memory of Home Assistant",
    about: "What its process uses of the machine's memory.",
    unit: "bytes",
    shows: "lines",
    queries: [
      { expression: 'max by (node) (process_resident_memory_bytes{job="home-assistant"})', legend: "on {{node}}" },
    ],
  }),
];

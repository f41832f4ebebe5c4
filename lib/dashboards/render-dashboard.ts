/* eslint-disable @typescript-eslint/no-deprecated -- the older form of dashboards: Grafana reads it from files in every version, and the newer one only since 12. */
import { PanelBuilder as BarPanel } from "@grafana/grafana-foundation-sdk/bargauge";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Dashboard as GrafanaDashboard,
  type DynamicConfigValue,
  type GridPos,
  type Threshold,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as StatePanel } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TextPanel, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { PanelBuilder as LinePanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { runbookUid, type Dashboard } from "./dashboard.ts";
import type { Limits, Panel, Query } from "./panel.ts";

/** Uid of the data source that templates/jobs/grafana/datasource.yaml.hbs provisions. */
export const prometheusUid = "hearth-prometheus";

const prometheus = { type: "prometheus", uid: prometheusUid };

/** Grafana's JSON of a dashboard. */
export function renderDashboard({ title, uid, panels }: Dashboard): GrafanaDashboard {
  const builder = framed(title, uid, "hearth")
    .time({ from: "now-6h", to: "now" })
    .refresh("30s")
    .tooltip(DashboardCursorSync.Crosshair);
  const places = placesOf(panels);
  for (const [index, panel] of panels.entries()) {
    const drawn = panelOf(panel).id(index + 1);
    builder.withPanel(places[index] === undefined ? drawn : drawn.gridPos(places[index]));
  }
  return builder.build();
}

/** Grafana's JSON of a page of docs/runbooks, to which the alert of its name links. */
export function renderRunbook(alert: string, text: string): GrafanaDashboard {
  const page = new TextPanel().id(1).title("What to do").description("The alert's page in docs/runbooks.");
  page.mode(TextMode.Markdown).content(text).span(24).height(18);
  return framed(alert, runbookUid(alert), "hearth-runbook").withPanel(page).build();
}

const framed = (title: string, uid: string, tag: string): DashboardBuilder =>
  new DashboardBuilder(title)
    .uid(uid)
    .tags([tag])
    .readonly()
    .timezone("browser")
    .link(new DashboardLinkBuilder("Dashboards").type(DashboardLinkType.Dashboards).tags(["hearth"]).keepTime(true));

const columnsOfGrid = 24;

/** From the left to the right, in rows as high as their highest panel. */
export function placesOf(panels: readonly Panel[]): readonly GridPos[] {
  let [x, y, height] = [0, 0, 0];
  return panels.map(({ shows, wide }) => {
    const size = shows === "number" ? { w: 4, h: 4 } : { w: wide === true ? columnsOfGrid : 12, h: 8 };
    if (x + size.w > columnsOfGrid) [x, y, height] = [0, y + height, 0];
    const place = { x, y, ...size };
    [x, height] = [x + size.w, Math.max(height, size.h)];
    return place;
  });
}

type AnyPanel = StatPanel | BarPanel | LinePanel | StatePanel | TablePanel;

/** A panel that still lacks its number and its place. */
function panelOf(panel: Panel): AnyPanel {
  switch (panel.shows) {
    case "number":
      return withLimits(common(new StatPanel(), panel), panel)
        .reduceOptions(newest())
        .colorMode(panel.limits === undefined ? BigValueColorMode.None : BigValueColorMode.Background)
        .graphMode(BigValueGraphMode.None);
    case "bars":
      return withLimits(common(new BarPanel(), panel), panel)
        .reduceOptions(newest())
        .orientation(VizOrientation.Horizontal)
        .displayMode(BarGaugeDisplayMode.Gradient)
        .min(0);
    case "lines":
      return common(new LinePanel(), panel)
        .legend(
          new VizLegendOptionsBuilder()
            .displayMode(LegendDisplayMode.List)
            .placement(LegendPlacement.Bottom)
            .showLegend(true)
            .calcs([]),
        )
        .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
        .showPoints(VisibilityMode.Never)
        .fillOpacity(10)
        .axisSoftMin(0);
    case "states":
      return withLimits(common(new StatePanel(), panel), panel).showValue(VisibilityMode.Never).lineWidth(0);
    case "table":
      return tableOf(panel);
  }
}

/** What every panel has, a title first. */
function common<P extends AnyPanel>(builder: P, panel: Panel): P {
  builder.title(panel.title).description(panel.about).datasource(prometheus);
  builder.unit(panel.unit === "well" ? "none" : panel.unit).noValue(panel.whenEmpty ?? "no measurements");
  builder.targets(panel.queries.map((query, index) => queryOf(query, index, panel.shows)));
  if (panel.unit === "well") builder.mappings([wellOrNot]);
  return builder;
}

function queryOf({ expression, legend }: Query, index: number, shows: Panel["shows"]): Builder<Dataquery> {
  const query = new DataqueryBuilder()
    .expr(expression)
    .legendFormat(legend)
    .refId(String.fromCodePoint(65 + index))
    .datasource(prometheus);
  const isOverTime = shows === "lines" || shows === "states";
  if (isOverTime) return query.range();
  return query.instant().format(shows === "table" ? PromQueryFormat.Table : PromQueryFormat.TimeSeries);
}

const newest = (): ReduceDataOptionsBuilder => new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false);

const wellOrNot: ValueMapping = {
  type: MappingType.ValueToText,
  options: { "0": { text: "not well", color: "red", index: 0 }, "1": { text: "well", color: "green", index: 1 } },
};

function withLimits<P extends AnyPanel>(builder: P, { limits }: Panel): P {
  if (limits === undefined) return builder;
  builder.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(limits)));
  builder.colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds));
  return builder;
}

/** From the smallest value up; the first has no lower end. */
function stepsOf({ warning, bad, side }: Limits): Threshold[] {
  const steps: readonly (readonly [number | null, string])[] =
    side === "above"
      ? [
          [null, "green"],
          [warning, "orange"],
          [bad, "red"],
        ]
      : [
          [null, "red"],
          [bad, "orange"],
          [warning, "green"],
        ];
  return steps.map(([value, color]) => ({ value, color }));
}

function tableOf(panel: Panel): TablePanel {
  const { columns = {}, valueColumn } = panel;
  const names = Object.keys(columns);
  const hidden = ["Time", ...(valueColumn === undefined ? ["Value"] : [])];
  const builder = common(new TablePanel(), panel).withTransformation({
    id: "organize",
    options: {
      excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
      indexByName: Object.fromEntries([...names, "Value"].map((name, index) => [name, index])),
      renameByName: { ...columns, ...(valueColumn !== undefined && { Value: valueColumn }) },
    },
  });
  const alert = columns["alertname"];
  return alert === undefined ? builder : builder.overrideByName(alert, [toRunbook]);
}

const toRunbook: DynamicConfigValue = {
  id: "links",
  value: [{ title: "What to do", url: `/d/${runbookUid("${__value.raw}")}` }],
};

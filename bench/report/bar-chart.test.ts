import { expect, test } from "vitest";
import { barChart } from "./bar-chart.ts";

const chart = barChart({
  title: "Hearth & others",
  unit: "s",
  groups: [
    {
      label: "3 nodes",
      bars: [
        { series: "Hearth", value: 46, range: [40, 50] },
        { series: "Ansible", value: 92, range: [92, 92] },
      ],
    },
  ],
});

test("the largest value takes the whole width, the others their share of it", () => {
  expect([...chart.matchAll(/<rect x="190" y="\d+" width="([\d.]+)" height="20"/g)].map(([, width]) => width)).toEqual([
    "230",
    "460",
  ]);
});

test("the range is a line within the same scale", () => {
  expect(chart).toContain('<line x1="390" x2="440" y1="80" y2="80" stroke="#000"/>');
});

test("values carry their unit, and text is escaped", () => {
  expect(chart).toContain(">46.0 s</text>");
  expect(chart).toContain(">Hearth &amp; others</text>");
});

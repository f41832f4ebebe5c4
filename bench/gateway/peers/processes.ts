import { readdirSync, readFileSync } from "node:fs";

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly cpuMs: number;
}

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;

/** A process, those of its group, and all that they started: some servers have children, in sessions of their own. */
export function processesOf(pid: number): readonly Row[] {
  const rows = readdirSync("/proc").flatMap((entry) => (/^\d+$/.test(entry) ? readRow(entry) : []));
  const found = new Set(rows.filter((row) => row.pid === pid || row.group === pid).map((row) => row.pid));
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid);
  }
  return rows.filter((row) => found.has(row.pid));
}

function readRow(entry: string): Row[] {
  const text = readProc(entry, "stat");
  // After the name, which may hold anything: state, parent, group; the 12th and 13th are processor time in user and kernel mode.
  const fields = text.slice(text.lastIndexOf(") ") + 2).split(" ");
  const [, parent, group] = fields.map(Number);
  const ticks = Number(fields[11]) + Number(fields[12]);
  return text === "" ? [] : [{ pid: Number(entry), parent: parent ?? 0, group: group ?? 0, cpuMs: ticks * tickMs }];
}

export const residentMb = (pid: number): number =>
  processesOf(pid).reduce(
    (sum, row) => sum + Number(/^VmRSS:\s+(\d+)/m.exec(readProc(String(row.pid), "status"))?.[1] ?? 0) / 1_024,
    0,
  );

export const cpuMs = (pid: number): number => processesOf(pid).reduce((sum, row) => sum + row.cpuMs, 0);

/** Empty for a process that has ended meanwhile. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** One changed line: gone, or new. */
export interface ChangedLine {
  readonly sign: "-" | "+";
  readonly text: string;
}

/** Scripts have a few hundred lines; beyond this, lines are compared in place, which is never wrong but less short. */
const longestCompared = 2_000;

/** The lines in which two texts differ, in their order; unchanged lines are left out. JSON is compared field by field. */
export function textDifferences(before: string, after: string): readonly ChangedLine[] {
  return lineDifferences(linesOf(before), linesOf(after));
}

/** A JSON document as a line for each field, `group.tasks[0].cpu: 200`; any other text as its lines. */
function linesOf(text: string): readonly string[] {
  if (!text.startsWith("{")) return text.split("\n");
  try {
    return fieldLines(JSON.parse(text), "");
  } catch {
    return text.split("\n");
  }
}

function fieldLines(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => fieldLines(item, `${path}[${index}]`));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => fieldLines(inner, path === "" ? key : `${path}.${key}`));
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.split("\n").map((line) => `${path}: ${line}`);
}

function lineDifferences(before: readonly string[], after: readonly string[]): readonly ChangedLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  const gone = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  if (Math.max(gone.length, added.length) > longestCompared) return [...gone.map(minus), ...added.map(plus)];
  return shortest(gone, added);
}

/** By the longest common subsequence, filled from the end so that it is read from the start. */
function shortest(before: readonly string[], after: readonly string[]): readonly ChangedLine[] {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const length = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? length(row + 1, column + 1) + 1
          : Math.max(length(row + 1, column), length(row, column + 1));
    }
  }
  const changed: ChangedLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      row++;
      column++;
    } else if (row < before.length && (column === after.length || length(row + 1, column) >= length(row, column + 1))) {
      changed.push(minus(before[row++] ?? ""));
    } else {
      changed.push(plus(after[column++] ?? ""));
    }
  }
  return changed;
}

const minus = (text: string): ChangedLine => ({ sign: "-", text });
const plus = (text: string): ChangedLine => ({ sign: "+", text });

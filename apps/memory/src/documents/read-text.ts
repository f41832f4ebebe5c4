import type { Block, Blocks } from "./block.ts";
import { HeadingPath } from "./heading-path.ts";

const paragraphs = (text: string): readonly string[] =>
  text
    .replaceAll("\r\n", "\n")
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");

/** Plain text: empty lines separate paragraphs. */
export const readText = (text: string): Blocks => paragraphs(text).map((paragraph) => ({ text: paragraph }));

/** A heading's level and title. Written out, since a regular expression for it takes cubic time for many spaces. */
function headingOf(line: string): { readonly level: number; readonly title: string } | undefined {
  const marks = /^ {0,3}(#{1,6})[ \t]/.exec(line)?.[1];
  if (marks === undefined) return undefined;
  const text = line.trim().slice(marks.length).trim();
  let end = text.length;
  while (end > 0 && text[end - 1] === "#") end -= 1;
  const title = text.slice(0, end).trimEnd();
  return title === "" ? undefined : { level: marks.length, title };
}

/** Markdown: headings are recognized, the rest is kept as it is. A fenced block is one paragraph. */
export function readMarkdown(markdown: string): Blocks {
  const headings = new HeadingPath();
  const blocks: Block[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const close = (): void => {
    const text = lines.join("\n").trim();
    lines = [];
    if (text !== "") blocks.push({ text, heading: headings.text });
  };
  for (const line of markdown.replaceAll("\r\n", "\n").split("\n")) {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    const heading = headingOf(line);
    if (fence !== undefined) {
      lines.push(line);
      if (mark?.startsWith(fence) === true) {
        fence = undefined;
        close();
      }
    } else if (mark !== undefined) {
      close();
      fence = mark;
      lines.push(line);
    } else if (heading !== undefined) {
      close();
      headings.enter(heading.level, heading.title);
    } else if (line.trim() === "") {
      close();
    } else {
      lines.push(line);
    }
  }
  close();
  return blocks;
}

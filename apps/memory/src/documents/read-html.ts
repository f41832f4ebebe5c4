import type { Block, Blocks } from "./block.ts";
import { HeadingPath } from "./heading-path.ts";

/** What is in these is not for a reader. */
const silent = new Set(["script", "style", "template", "noscript", "svg", "head", "iframe", "object"]);
const inline = new Set(
  "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time u var wbr".split(
    " ",
  ),
);
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  copy: "©",
  euro: "€",
  deg: "°",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  szlig: "ß",
  eacute: "é",
  egrave: "è",
  aring: "å",
  Aring: "Å",
  laquo: "«",
  raquo: "»",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
};

/** The text of a page: what stands between block tags is a paragraph, h1 to h6 are its headings. Reads anything; nothing is run. */
export function readHtml(html: string): Blocks {
  const headings = new HeadingPath();
  const blocks: Block[] = [];
  let text = "";
  let title: number | undefined;
  const close = (): void => {
    const paragraph = decodeEntities(text).replace(/\s+/g, " ").trim();
    text = "";
    if (paragraph === "") return;
    if (title === undefined) blocks.push({ text: paragraph, heading: headings.text });
    else headings.enter(title, paragraph);
  };
  for (let at = 0; at < html.length;) {
    const open = html.indexOf("<", at);
    if (open === -1) {
      text += html.slice(at);
      break;
    }
    text += html.slice(at, open);
    if (html.startsWith("<!--", open)) {
      at = after(html, "-->", open);
      continue;
    }
    const [, slash, tag = ""] = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)/.exec(html.slice(open, open + 40)) ?? [];
    if (tag === "" && html[open + 1] !== "!" && html[open + 1] !== "?") {
      text += "<";
      at = open + 1;
      continue;
    }
    const name = tag.toLowerCase();
    at = after(html, ">", open);
    if (slash === "" && silent.has(name)) {
      at = afterElement(html, name, at);
      continue;
    }
    if (inline.has(name)) continue;
    close();
    const level = /^h([1-6])$/.exec(name)?.[1];
    title = level === undefined || slash === "/" ? undefined : Number(level);
  }
  close();
  return blocks;
}

function after(html: string, end: string, from: number): number {
  const found = html.indexOf(end, from);
  return found === -1 ? html.length : found + end.length;
}

function afterElement(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}\\s*>`, "gi");
  close.lastIndex = from;
  return close.exec(html) === null ? html.length : close.lastIndex;
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/g, (whole, entity: string) => {
    if (!entity.startsWith("#")) return named[entity] ?? whole;
    const code = entity[1]?.toLowerCase() === "x" ? parseInt(entity.slice(2), 16) : parseInt(entity.slice(1), 10);
    return Number.isNaN(code) || code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

import { Tokenizer } from "htmlparser2";
import type { Block, Blocks } from "./block.ts";
import { HeadingPath } from "./heading-path.ts";

/** Elements whose content is not shown. */
const hiddenElements = new Set("script style template noscript svg title iframe object".split(" "));
const inlineElements = new Set(
  "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time u var wbr".split(
    " ",
  ),
);

/**
 * The text of a page: text between block tags is a paragraph, h1 to h6 are headings. Accepts any input and runs no scripts. Uses only
 * the tokenizer, since the parser takes quadratic time for deeply nested elements.
 */
export function readHtml(html: string): Blocks {
  const headings = new HeadingPath();
  const blocks: Block[] = [];
  let text = "";
  /** The level of the current heading, if any. */
  let level: number | undefined;
  /** The current hidden element, and how many of its name are open. */
  let hidden: { readonly name: string; depth: number } | undefined;
  let opened = "";

  const endBlock = (nextLevel?: number): void => {
    const paragraph = text.replace(/\s+/g, " ").trim();
    text = "";
    if (paragraph !== "") {
      if (level === undefined) blocks.push({ text: paragraph, heading: headings.text });
      else headings.enter(level, paragraph);
    }
    level = nextLevel;
  };
  const open = (name: string): void => {
    opened = name;
    if (hidden !== undefined) {
      if (name === hidden.name) hidden.depth += 1;
    } else if (hiddenElements.has(name)) {
      hidden = { name, depth: 1 };
    } else if (!inlineElements.has(name)) {
      const digit = /^h([1-6])$/.exec(name)?.[1];
      endBlock(digit === undefined ? undefined : Number(digit));
    }
  };
  const close = (name: string): void => {
    if (hidden === undefined) {
      if (!inlineElements.has(name)) endBlock();
    } else if (name === hidden.name) {
      hidden.depth -= 1;
      if (hidden.depth === 0) hidden = undefined;
    }
  };
  const add = (part: string): void => {
    if (hidden === undefined) text += part;
  };
  const name = (start: number, end: number): string => html.slice(start, end).toLowerCase();
  const ignore = (): void => undefined;

  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => open(name(start, end)),
      onclosetag: (start, end) => close(name(start, end)),
      // Only SVG has self-closing elements; elsewhere HTML ignores the slash.
      onselfclosingtag: () => {
        if (hidden?.name === "svg" && opened === "svg") close("svg");
      },
      ontext: (start, end) => add(html.slice(start, end)),
      ontextentity: (codepoint) => add(String.fromCodePoint(codepoint)),
      isInForeignContext: () => hidden?.name === "svg",
      onopentagend: ignore,
      onattribname: ignore,
      onattribdata: ignore,
      onattribentity: ignore,
      onattribend: ignore,
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: () => endBlock(),
      onprocessinginstruction: () => endBlock(),
      onend: () => endBlock(),
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return blocks;
}

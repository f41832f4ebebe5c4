import Handlebars from "handlebars";

type Node = hbs.AST.Node;

/** Helpers and partials that a template may use. */
export interface Parts {
  /** Sources by name. */
  readonly partials: ReadonlyMap<string, string>;
  /** Keys of a file that the template embeds. */
  readonly embedded: (name: string) => Iterable<string>;
}

interface Scope extends Parts {
  /** Within `#each`, where names refer to an item. */
  readonly isItem: boolean;
}

/** Keys of the context that a template and its partials use, without those of list items. */
export const keysOf = (source: string, parts: Parts): ReadonlySet<string> =>
  new Set(inProgram(Handlebars.parse(source), { ...parts, isItem: false }));

const inProgram = (program: hbs.AST.Program | undefined, scope: Scope): readonly string[] =>
  program === undefined ? [] : program.body.flatMap((statement) => inNode(statement, scope));

function inNode(node: Node, scope: Scope): readonly string[] {
  switch (node.type) {
    case "PathExpression":
      return inPath(node as hbs.AST.PathExpression, scope);
    case "MustacheStatement":
    case "SubExpression":
      return inCall(node as hbs.AST.MustacheStatement, scope);
    case "BlockStatement":
      return inBlock(node as hbs.AST.BlockStatement, scope);
    case "PartialStatement":
      return inPartial(node as hbs.AST.PartialStatement, scope);
    default:
      return [];
  }
}

/** `this` is an item, `@index` its position, and `@root` the whole context. */
function inPath({ original, parts, data, depth }: hbs.AST.PathExpression, { isItem }: Scope): readonly string[] {
  if (depth > 0) throw new TypeError(`write @root.NAME in a template, not ${original}`);
  const [first, second] = parts;
  const key = data
    ? first === "root"
      ? second
      : undefined
    : isItem || original.startsWith("this")
      ? undefined
      : first;
  return key === undefined ? [] : [key];
}

/** A name followed by arguments is a helper. */
function inCall(call: hbs.AST.MustacheStatement, scope: Scope): readonly string[] {
  const [first] = call.params;
  if ((call.path as Partial<hbs.AST.PathExpression>).original === "embed" && first?.type === "StringLiteral") {
    return [...scope.embedded((first as hbs.AST.StringLiteral).value)];
  }
  const values: readonly Node[] = [...call.params, ...pairsOf(call).map(({ value }) => value)];
  return (values.length === 0 ? [call.path] : values).flatMap((value) => inNode(value, scope));
}

function inBlock(block: hbs.AST.BlockStatement, scope: Scope): readonly string[] {
  const isList = (block.path as Partial<hbs.AST.PathExpression>).original === "each";
  return [
    ...block.params.flatMap((value) => inNode(value, scope)),
    ...inProgram(block.program, { ...scope, isItem: scope.isItem || isList }),
    ...inProgram(block.inverse, scope),
  ];
}

/** A partial's named arguments need not be in the context. */
function inPartial(partial: hbs.AST.PartialStatement, scope: Scope): readonly string[] {
  const name = (partial.name as hbs.AST.PathExpression).original;
  const source = scope.partials.get(name);
  if (source === undefined) throw new TypeError(`there is no templates/partials/${name}.hbs`);
  const given = pairsOf(partial);
  const wanted = inProgram(Handlebars.parse(source), scope);
  return [
    ...given.flatMap(({ value }) => inNode(value, scope)),
    ...wanted.filter((key) => !given.some((pair) => pair.key === key)),
  ];
}

const pairsOf = ({ hash }: { readonly hash?: hbs.AST.Hash }): readonly hbs.AST.HashPair[] => hash?.pairs ?? [];

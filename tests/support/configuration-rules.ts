import ts from "typescript";

/** Something in a file of roles/, jobs/ or templates/ that is not as it is to be. */
export interface Breach {
  readonly line: number;
  readonly what: string;
}

/**
 * Configuration text that is built in TypeScript instead of a template. What is written to a file comes from `renderTemplate`, or is a
 * secret as a whole; text of several lines, expressions of Nomad's template runner, and objects or YAML written out are a template's.
 */
export function configurationInCode(source: string): readonly Breach[] {
  const file = ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true);
  const found: Breach[] = [];
  const visit = (node: ts.Node): void => {
    // How a secret is made is no configuration, whatever its form.
    if (ts.isPropertyAssignment(node) && node.name.getText() === "make") return;
    const what = breachOf(node);
    if (what !== undefined) found.push({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, what });
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

const writers = ["renderTemplate", "secretRef"];

function breachOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAssignment(node) && node.name.getText() === "content" && !isWritten(node.initializer)) {
    return "content that is not of a template";
  }
  if (ts.isCallExpression(node)) return breachOfCall(node);
  if (ts.isImportDeclaration(node) && /^["']yaml["']$/.test(node.moduleSpecifier.getText()))
    return "YAML written by code";
  if (!isText(node)) return undefined;
  if (/\n|\\n/.test(node.getText()) && node.text !== "\n") return "text of several lines";
  return node.getText().includes("{{") ? "an expression of a template language" : undefined;
}

function breachOfCall({ expression, arguments: values }: ts.CallExpression): string | undefined {
  const called = expression.getText();
  if (called === "systemdUnit" && values[1] !== undefined && !isWritten(values[1]))
    return "content that is not of a template";
  if (called === "JSON.stringify" && values[0] !== undefined && ts.isObjectLiteralExpression(values[0])) {
    return "an object written out";
  }
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== "join") return undefined;
  return ts.isArrayLiteralExpression(expression.expression) && /\\n/.test(values[0]?.getText() ?? "")
    ? "lines put together"
    : undefined;
}

const isWritten = (node: ts.Expression): boolean =>
  ts.isCallExpression(node) && writers.includes(node.expression.getText());

const isText = (node: ts.Node): node is ts.LiteralLikeNode =>
  (ts.isStringLiteral(node) && !ts.isImportDeclaration(node.parent)) ||
  ts.isNoSubstitutionTemplateLiteral(node) ||
  ts.isTemplateHead(node) ||
  ts.isTemplateMiddle(node) ||
  ts.isTemplateTail(node);

/** A file that is there in name only: empty, a stub, or not text. */
export function emptyOrStub(content: Buffer): readonly Breach[] {
  const text = content.toString("utf8");
  if (content.includes(0) || !Buffer.from(text).equals(content)) return [{ line: 1, what: "not text" }];
  if (!text.split("\n").some((line) => line.trim() !== "" && !/^\s*(#|\/\/|\/?\*|\{\{!)/.test(line))) {
    return [{ line: 1, what: "nothing in it" }];
  }
  return text.split("\n").flatMap((line, index) => {
    const stub = /\b(TODO|FIXME|XXX)\b|not (yet )?implemented|placeholder|(verify|apply): *["'`]["'`]/i.exec(line)?.[0];
    return stub === undefined ? [] : [{ line: index + 1, what: `a stub: ${stub}` }];
  });
}

/**
 * Handlebars in a template of HCL that would let a value be more than a literal. A template holds literals, choices, lists and partials;
 * everything else would be text that HCL reads as it likes.
 */
export function valuesInHcl(source: string): readonly Breach[] {
  const allowed = new RegExp(
    String.raw`^\{\{(?:hcl (?:(?:this\.|@root\.)?\w+|\((?:embed "[\w./-]+"|nomadVariable (?:@root\.)?\w+ (?:"\w+"|this\.\w+))\))` +
      String.raw`|#if \w+|else|/if|#each \w+|/each|> [\w-]+(?: \w+=(?:\w+|"[\w./-]+"))*)\}\}$`,
  );
  return source.split("\n").flatMap((line, index) => {
    const marks = line.match(/\{{2,}.*?\}{2,}/g) ?? [];
    // A partial's arguments are quoted; a value in quotes of HCL would be quoted twice.
    const quoted =
      line.replaceAll(/\{\{[^}]*\}\}/g, (mark) => mark.replaceAll('"', "'")).match(/"[^"]*\{\{[^"]*"/g) ?? [];
    return [...marks.filter((mark) => !allowed.test(mark)), ...quoted, ...(line.match(/\$\{\{.*/g) ?? [])].map(
      (what) => ({ line: index + 1, what }),
    );
  });
}

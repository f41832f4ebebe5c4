/** One expression for a list of names in which `*` stands for any text: `code-*`. The case counts. */
export function namePattern(globs: readonly string[]): RegExp {
  const alternatives = globs.map((glob) =>
    glob.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`).replaceAll("*", ".*"),
  );
  return new RegExp(`^(?:${alternatives.join("|")})$`, "s");
}

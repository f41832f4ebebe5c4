/** A command of ours as a text writes it. */
export interface WrittenCommand {
  readonly line: number;
  readonly text: string;
  /** Whether it stands in a sentence, where arguments may be left out. */
  readonly isInText: boolean;
  /** The words after `hearth`. */
  readonly words: readonly string[];
}

/** The commands in a page: lines of code blocks that start with hearth, and `hearth …` in the text. */
export function commandsIn(page: string): readonly WrittenCommand[] {
  let isCode = false;
  return page.split("\n").flatMap((line, index) => {
    if (/^\s*```/.test(line)) {
      isCode = !isCode;
      return [];
    }
    const texts = isCode ? [line.trim()] : [...line.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
    return texts
      .flatMap((text) => callsIn(text))
      .map((words) => ({ line: index + 1, text: line.trim(), isInText: !isCode, words }));
  });
}

/** Commands that strings of a program name, in backquotes: hints of errors and help. */
export function commandsInCode(source: string): readonly WrittenCommand[] {
  return source
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(/\\?`((?:\.\/)?hearth [^`$\\]+)\\?`/g)]
        .flatMap(([, text = ""]) => callsIn(text))
        .map((words) => ({ line: index + 1, text: line.trim(), isInText: true, words })),
    );
}

/** Every call of hearth in a line of a shell. Templates such as `hearth keys create|list` or `hearth …` are none. */
function callsIn(text: string): readonly (readonly string[])[] {
  if (/…|\w\|\w|\w\/\w+ \w+\||\[/.test(text.replaceAll(/'[^']*'|"[^"$]*"/g, ""))) return [];
  return simpleCommands(text).flatMap((words) => {
    const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
    return /^(?:\.\/)?hearth$/.test(words[start] ?? "") ? [words.slice(start + 1)] : [];
  });
}

/** The simple commands of a line: quotes are read; comments, redirections and what stands between commands are left out. */
export function simpleCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  let isRedirection = false;
  const end = (): void => {
    if (word !== undefined && !isRedirection) commands.at(-1)?.push(word);
    if (word !== undefined) isRedirection = false;
    word = undefined;
  };
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? "";
    if (sign === "'" || sign === '"') {
      const close = line.indexOf(sign, at + 1);
      if (close === -1) break;
      word = (word ?? "") + line.slice(at + 1, close);
      at = close;
    } else if (/\s/.test(sign)) end();
    else if (sign === "#" && word === undefined) break;
    else if (sign === ">" || sign === "<") {
      if (line[at + 1] === "(") continue;
      end();
      isRedirection = true;
    } else if ("|&;()".includes(sign)) {
      end();
      commands.push([]);
    } else if (sign === "$" && line[at + 1] === "(") {
      end();
    } else word = (word ?? "") + sign;
  }
  end();
  return commands.filter((words) => words.length > 0);
}

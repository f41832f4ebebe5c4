/** Why bytes are not a sound GGUF file: what is wrong, with numbers, without a full stop. */
export class GgufProblem extends Error {
  override readonly name = "GgufProblem";
}

/** The header is longer than the bytes at hand: read at least this many from the beginning of the file. */
export class MoreBytesNeeded extends Error {
  override readonly name = "MoreBytesNeeded";
  readonly atLeast: number;

  constructor(atLeast: number) {
    super(`the header goes on to at least byte ${atLeast}`);
    this.atLeast = atLeast;
  }
}

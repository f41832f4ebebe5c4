import type { FilterName } from "./vectors-set.ts";

/** What one engine's program prints on stdout, as one line of JSON. */
export interface EngineFigures {
  readonly engine: string;
  readonly version: string;
  /** How it is set up, for the page. */
  readonly about: string;
  readonly count: number;
  /** Records a second with their vectors, texts and fields, until all is on disk and searchable; embedding not counted. */
  readonly addsPerSecond: number;
  /** From the start of opening what is on disk until the first answer. */
  readonly startMs: number;
  /** Of all processes, after opening and all searches; shared memory counted once. */
  readonly memoryMebibytes: number;
  readonly diskMebibytes: number;
  readonly searches: Readonly<Record<FilterName, SearchFigures>>;
}

export interface SearchFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the ten exact answers. */
  readonly recall: number;
}

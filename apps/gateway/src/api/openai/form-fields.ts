import { randomUUID } from "node:crypto";
import { ApiError } from "../../domain/api-error.ts";

const maxParts = 64;
const maxHeadBytes = 4_096;
const maxValueBytes = 64 * 1_024;
const headEnd = Buffer.from("\r\n\r\n");

export interface FormFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

type Entry = readonly [name: string, value: string];

export interface FormFields {
  /** Values of the parts that are not files, by name; the last wins. */
  readonly values: ReadonlyMap<string, string>;
  /** Names and values, in order, with each value of a list such as `include[]`. */
  readonly entries: readonly Entry[];
  /** The file parts, by their field's name; not copied. */
  readonly files: ReadonlyMap<string, FormFile>;
}

/** The fields of a `multipart/form-data` body. Throws ApiError `invalid_value`. */
export function formFields(body: Buffer, contentType: string | undefined): FormFields {
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? "");
  if (boundary === null) throw invalid("Content-Type must be multipart/form-data with a boundary");
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2] ?? ""}`);
  const values = new Map<string, string>();
  const entries: Entry[] = [];
  const files = new Map<string, FormFile>();
  let at = body.indexOf(delimiter);
  for (let parts = 0; at !== -1; parts += 1) {
    const start = at + delimiter.length;
    if (body.toString("latin1", start, start + 2) === "--") return { values, entries, files };
    if (parts === maxParts) throw invalid(`A form may have at most ${maxParts} parts`);
    at = body.indexOf(delimiter, start);
    if (at === -1) break;
    // The line break before a delimiter is part of the delimiter.
    read(body.subarray(start, Math.max(start, at - 2)), { values, entries, files });
  }
  throw invalid("The form is incomplete: its closing boundary is missing");
}

interface Found {
  readonly values: Map<string, string>;
  readonly entries: Entry[];
  readonly files: Map<string, FormFile>;
}

function read(part: Buffer, { values, entries, files }: Found): void {
  const end = part.indexOf(headEnd);
  if (end === -1 || end > maxHeadBytes) throw invalid("A part of the form has no headers");
  const head = part.toString("utf8", 0, end);
  const name = /^content-disposition:.*?[;\s]name="([^"]{0,256})"/im.exec(head)?.[1];
  if (name === undefined) throw invalid("A part of the form has no name");
  const value = part.subarray(end + headEnd.length);
  if (/^content-disposition:.*?[;\s]filename\*?=/im.test(head)) {
    const type = /^content-type:[ \t]*([\w.+-]+\/[\w.+-]+)/im.exec(head)?.[1] ?? "application/octet-stream";
    files.set(name, { name: /[;\s]filename="([^"]{0,256})"/i.exec(head)?.[1] ?? "file", type, bytes: value });
    return;
  }
  if (value.length > maxValueBytes) throw new ApiError("invalid_value", `'${name}' is too long.`, name);
  // The last of a name wins, unless it is a list.
  const before = name.endsWith("[]") ? -1 : entries.findIndex(([known]) => known === name);
  if (before !== -1) entries.splice(before, 1);
  values.set(name, value.toString());
  entries.push([name, value.toString()]);
}

/** A form with these fields and a file, written so plainly that every parser reads the same. */
export function toForm(
  entries: readonly Entry[],
  field: string,
  file: FormFile,
): { body: Buffer; contentType: string } {
  const boundary = `hearth-${randomUUID()}`;
  const head = (disposition: string): string => `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n`;
  const fields = entries.map(([name, value]) => `${head(`name="${plain(name)}"`)}\r\n${value}\r\n`);
  const start = `${head(`name="${field}"; filename="${plain(file.name)}"`)}content-type: ${file.type}\r\n\r\n`;
  return {
    body: Buffer.concat([Buffer.from(fields.join("") + start), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** Experts take the format from the file's ending. */
const plain = (name: string): string => name.replace(/[^\w.[\] -]/g, "_");

const invalid = (what: string): ApiError => new ApiError("invalid_value", `${what}.`);

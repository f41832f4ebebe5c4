import { ApiError } from "../../domain/api-error.ts";

const maxParts = 64;
const maxHeadBytes = 4_096;
const maxValueBytes = 64 * 1_024;
const headEnd = Buffer.from("\r\n\r\n");

export interface FormFields {
  /** Values of the parts that are not files, by name; the last wins. */
  readonly values: ReadonlyMap<string, string>;
  /** Names of the file parts. */
  readonly files: ReadonlySet<string>;
}

/** The fields of a `multipart/form-data` body; files are skipped, not copied. Throws ApiError `invalid_value`. */
export function formFields(body: Buffer, contentType: string | undefined): FormFields {
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? "");
  if (boundary === null) throw invalid("Content-Type must be multipart/form-data with a boundary");
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2] ?? ""}`);
  const values = new Map<string, string>();
  const files = new Set<string>();
  let at = body.indexOf(delimiter);
  for (let parts = 0; at !== -1; parts += 1) {
    const start = at + delimiter.length;
    if (body.toString("latin1", start, start + 2) === "--") return { values, files };
    if (parts === maxParts) throw invalid(`A form may have at most ${maxParts} parts`);
    at = body.indexOf(delimiter, start);
    if (at === -1) break;
    // The line break before a delimiter is part of the delimiter.
    read(body.subarray(start, Math.max(start, at - 2)), { values, files });
  }
  throw invalid("The form is incomplete: its closing boundary is missing");
}

interface Found {
  readonly values: Map<string, string>;
  readonly files: Set<string>;
}

function read(part: Buffer, { values, files }: Found): void {
  const end = part.indexOf(headEnd);
  if (end === -1 || end > maxHeadBytes) throw invalid("A part of the form has no headers");
  const head = part.toString("utf8", 0, end);
  const name = /^content-disposition:.*?[;\s]name="([^"]{0,256})"/im.exec(head)?.[1];
  if (name === undefined) throw invalid("A part of the form has no name");
  if (/^content-disposition:.*?[;\s]filename\*?=/im.test(head)) {
    files.add(name);
    return;
  }
  const value = part.subarray(end + headEnd.length);
  if (value.length > maxValueBytes) throw new ApiError("invalid_value", `'${name}' is too long.`, name);
  values.set(name, value.toString());
}

const invalid = (what: string): ApiError => new ApiError("invalid_value", `${what}.`);

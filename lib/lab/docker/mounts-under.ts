/** Octal escapes of mountinfo: a space in a path is \040. */
const unescape = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));

/**
 * The mount points under a folder, deepest first, so that each can be unmounted in turn.
 * @param mountinfo as in /proc/self/mountinfo
 */
export function mountsUnder(folder: string, mountinfo: string): readonly string[] {
  return mountinfo
    .split("\n")
    .map((line) => unescape(line.split(" ")[4] ?? ""))
    .filter((path) => path.startsWith(`${folder}/`))
    .sort((one, other) => other.length - one.length);
}

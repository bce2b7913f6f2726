/** The parts of a file's path in a shard: files with the same key make a sample, and the extension is the field. */
export interface SampleName {
  /** Path up to the first dot of the file's name. */
  readonly key: string;
  /** What follows that dot, in lower case: `jpg`, `seg.png`. */
  readonly field: string;
}

/**
 * Splits a path in a shard as WebDataset does.
 *
 * @returns `undefined` for files that belong to no sample: hidden ones and those without an extension.
 * @throws {Error} If the path leads outside of the archive.
 */
export function splitSampleName(path: string): SampleName | undefined {
  const parts = path.split("/").filter((part) => part !== ".");
  if (parts[0] === "" || /^[a-z]:/i.test(path) || /[\\\0]/.test(path) || parts.includes("..")) {
    throw new Error(`the path ${JSON.stringify(path)} must lie within the archive`);
  }
  const file = parts.pop() ?? "";
  const dot = file.indexOf(".");
  // A name that begins with a dot is hidden, such as the attributes that macOS keeps beside every file.
  if (dot < 1 || dot === file.length - 1) return undefined;
  const key = [...parts, file.slice(0, dot)].join("/");
  return { key, field: file.slice(dot + 1).toLowerCase() };
}

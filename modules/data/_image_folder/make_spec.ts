import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import { type DataProgress, errorMessage, TolariaError } from "../../../core/worker.ts";
import type { ImageRecord, ImagesRequest, ImagesSpec } from "./image_spec.ts";
import { keyOf, listFolder } from "./list_folder.ts";
import { columnsOf, METADATA_FILES, readMetadata } from "./read_metadata.ts";
import type { ListedFile } from "./walk_folder.ts";

/** Extensions of images, in lower case. */
const IMAGES = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".avif"];

/** Which images there are, and what is known of them. */
interface FoundImages extends Pick<ImagesSpec, "labelled" | "columns"> {
  readonly files: readonly ListedFile[];
  readonly notes: readonly string[];
}

/**
 * Lists the images of a folder.
 *
 * @throws {TolariaError} `data/invalid` if there is none, or one that is named is not there; `data/corrupt` if the metadata
 * are broken.
 */
export async function makeSpec(
  { files: folders, links, cache, records }: ImagesRequest,
  onProgress: (progress: DataProgress) => void,
): Promise<ImagesSpec> {
  const folder = folders[0] as string;
  // How many there will be is not known: this tells that the worker is at it.
  const onFile = (done: number) => {
    if (done % 1_000 > 0) return;
    onProgress({ action: "index", name: folder, done, total: done, unit: "files" });
  };
  const listing = listFolder(folder, links, cache, onFile);
  const metadata = METADATA_FILES.find((name) => listing.files.some((file) => file.name === name));
  const known = records ?? (metadata && (await readMetadata(folder, metadata)));
  const found = known ? named(folder, listing.files, known) : lookedFor(listing.files);
  if (found.files.length === 0) throw invalid("there is no image", folder);
  const notes = [...listing.notes, ...found.notes];
  const names = found.files.map(({ name }) => `${name}\0`).join("");
  return {
    kind: "images",
    folder,
    names,
    sizes: Float64Array.from(found.files, ({ size }) => size),
    times: Float64Array.from(found.files, ({ mtimeMs }) => mtimeMs),
    labelled: found.labelled,
    columns: found.columns,
    fingerprint: fingerprintOf(folder, found),
    ...(notes.length > 0 && { notes }),
    ...(cache !== false && { kept: { cache, key: keyOf(folder, links) } }),
  };
}

/** Images of records, in the order of the records. */
function named(
  folder: string,
  files: readonly ListedFile[],
  records: readonly ImageRecord[],
): FoundImages {
  const byName = new Map(files.map((file) => [file.name, file]));
  const found = records.map(({ file_name }, at) => {
    const name = file_name.replace(/^\.\//, "");
    const file = byName.get(name);
    if (file) return file;
    throw invalid(`record ${at + 1} names "${name}", which is not there`, folder);
  });
  const left = files.filter(({ name }) => isImage(name)).length - new Set(found).size;
  const notes = left > 0 ? [`${left} images of "${folder}" are in no record.`] : [];
  return { files: found, labelled: false, columns: columnsOf(records), notes };
}

/** Every image, by the class that its folder is, if there are folders. */
function lookedFor(files: readonly ListedFile[]): FoundImages {
  const images = files.filter(({ name }) => isImage(name));
  const labelled = images.some(({ name }) => name.includes("/"));
  const kept = labelled ? images.filter(({ name }) => name.includes("/")) : images;
  const notes: string[] = [];
  const loose = images.length - kept.length;
  if (loose > 0) notes.push(`${loose} images lie in no folder of a class, and are left out.`);
  const others = files.filter(({ name }) => !isImage(name));
  if (others.length > 0) notes.push(`${others.length} files are no images: ${kindsOf(others)}.`);
  return { files: kept, labelled, columns: {}, notes };
}

function isImage(name: string): boolean {
  return IMAGES.includes(extname(name).toLowerCase());
}

/** Extensions of files and how many have them, the most frequent first: `.txt (3), .db (1)`. */
function kindsOf(files: readonly ListedFile[]): string {
  const counts = new Map<string, number>();
  for (const { name } of files) {
    const kind = extname(name).toLowerCase() || "no extension";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([kind, count]) => `${kind} (${count})`).join(", ");
}

/** Names and sizes, and what is known of each image. Times are left out: a copy of the folder is the same data. */
function fingerprintOf(folder: string, { files, columns }: FoundImages): string {
  const hash = createHash("sha256").update(JSON.stringify(columns));
  for (const { name, size } of files) hash.update(`${name}\0${size}\n`);
  return `${basename(folder)} ${files.length} images ${hash.digest("hex").slice(0, 16)}`;
}

function invalid(reason: string, folder: string): TolariaError {
  return new TolariaError("data/invalid", errorMessage(reason, `train on "${folder}"`));
}

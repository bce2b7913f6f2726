import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { cannotSetUp } from "./fail.ts";

/** TensorFlow's library, and what is needed to compile against it. */
export interface Library {
  /** Folder of the shared objects. */
  readonly folder: string;
  /** The shared objects to link to. */
  readonly objects: readonly string[];
  /** Folder of the headers. */
  readonly headers: string;
  /** Version of CUDA that it was built for; null if it names none. */
  readonly cuda: string | null;
}

const FRAMEWORK = "libtensorflow_framework.so.2";

/** Layouts of a Python wheel, and of TensorFlow's C archive. */
const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow.so.2"];

/** A header that every release has. */
const HEADER = "tensorflow/c/eager/c_api.h";

/**
 * Inspects a folder with TensorFlow: of a Python wheel, of an unpacked C archive, or the `lib` in
 * it.
 *
 * @throws {TolariaError} `backend/unavailable`, with the missing file.
 */
export function inspectLibrary(path: string): Library {
  const given = resolve(path);
  const folder = [given, join(given, "lib"), join(given, "tensorflow")].find((place) =>
    existsSync(join(place, FRAMEWORK)),
  );
  if (folder === undefined) throw lacks(given, FRAMEWORK);
  const main = LIBRARIES.find((name) => existsSync(join(folder, name)));
  if (main === undefined) throw lacks(folder, LIBRARIES.join(" or "));
  const headers = [join(folder, "include"), join(folder, "../include")].find((place) =>
    existsSync(join(place, HEADER)),
  );
  if (headers === undefined) throw lacks(folder, `include/${HEADER}`);
  const place = realpathSync(folder);
  return {
    folder: place,
    objects: [main, FRAMEWORK].map((name) => join(place, name)),
    headers: realpathSync(headers),
    cuda: cudaVersion(place),
  };
}

function lacks(folder: string, file: string): Error {
  return cannotSetUp(
    `${folder} has no ${file}`,
    "Give --library the folder 'tensorflow' of an installed Python wheel, or the unpacked archive of TensorFlow for C",
  );
}

/** A wheel records what it was built for. */
function cudaVersion(folder: string): string | null {
  const info = join(folder, "python/platform/build_info.py");
  if (!existsSync(info)) return null;
  return /'cuda_version', '([^']+)'/.exec(readFileSync(info, "utf8"))?.[1] ?? null;
}

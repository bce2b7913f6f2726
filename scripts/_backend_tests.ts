import { dirname, join } from "node:path/posix";
import { importsOf } from "../tests/_support/sources/source_text.ts";

/** What a test goes through that runs on the backend of `TOLARIA_BACKEND`. */
const DOOR = "testing/_support/test_backend.ts";

/** About other processes and other programs, or about backends that they name themselves: nothing of these depends on the chosen one. */
const ABOUT_OTHERS =
  /\/(?:\w+_)?(?:outage|bus|jaeger|determinism|data_kill|mlflow)_test\.ts$|\/(?:board_|mpi_|ranks)/;

/** Paths of the tests whose outcome depends on the backend of `TOLARIA_BACKEND`, of all sources by path. */
export function backendTests(sources: ReadonlyMap<string, string>): string[] {
  return [...sources.keys()]
    .filter((path) => path.startsWith("tests/") && path.endsWith("_test.ts"))
    .filter((path) => !ABOUT_OTHERS.test(path) && reaches(path, DOOR, sources, new Set()))
    .sort();
}

/** Whether a test imports `door`, or a file of the tests does that it imports. */
function reaches(
  path: string,
  door: string,
  sources: ReadonlyMap<string, string>,
  seen: Set<string>,
): boolean {
  if (path === door) return true;
  const source = /^test(s|ing)\//.test(path) && !seen.has(path) ? sources.get(path) : undefined;
  seen.add(path);
  return (
    source !== undefined &&
    importsOf(source)
      .filter((specifier) => specifier.startsWith("."))
      .some((specifier) => reaches(join(dirname(path), specifier), door, sources, seen))
  );
}

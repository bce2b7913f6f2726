const BRACES = /\{([^}]*)\}/;
const RANGE = /^(\d+)\.\.(\d+)$/;

/** More names than this are a slip of the keyboard. */
const MAX_NAMES = 1_000_000;

/**
 * Expands `{000..009}` and `{train,extra}` as a shell does: `train-{00..02}.tar` is `train-00.tar`, `train-01.tar` and
 * `train-02.tar`.
 *
 * @throws {RangeError} If braces hold neither a range nor a list, hold others, or more than a million names follow.
 */
export function expandBraces(pattern: string): string[] {
  const found = BRACES.exec(pattern);
  if (!found) return [pattern];
  const [braces, inside = ""] = found;
  const [before, after] = [
    pattern.slice(0, found.index),
    pattern.slice(found.index + braces.length),
  ];
  const names = alternatives(pattern, inside).flatMap((one) =>
    expandBraces(`${before}${one}${after}`),
  );
  if (names.length > MAX_NAMES) throw tooMany(pattern);
  return names;
}

function alternatives(pattern: string, inside: string): string[] {
  const range = RANGE.exec(inside);
  if (range) return numbers(pattern, range[1] as string, range[2] as string);
  if (inside.includes(",") && !inside.includes("{")) return inside.split(",");
  throw new RangeError(
    `Braces must hold a range such as {000..009} or a list such as {a,b}, but are {${inside}} in "${pattern}".`,
  );
}

/** Numbers from `first` to `last`, with zeros before them if one of the two has such. */
function numbers(pattern: string, first: string, last: string): string[] {
  const [from, to] = [Number(first), Number(last)];
  const count = Math.abs(to - from) + 1;
  if (count > MAX_NAMES) throw tooMany(pattern);
  const padded = [first, last].some((digits) => digits.length > 1 && digits.startsWith("0"));
  const width = padded ? Math.max(first.length, last.length) : 0;
  const step = Math.sign(to - from);
  return Array.from({ length: count }, (_, at) => String(from + step * at).padStart(width, "0"));
}

function tooMany(pattern: string): RangeError {
  return new RangeError(`"${pattern}" names more than ${MAX_NAMES.toLocaleString("en")} files.`);
}

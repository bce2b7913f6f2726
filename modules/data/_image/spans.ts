/** How a picture of another aspect ratio is made to fit: cut off, framed or stretched. */
export type ImageFit = "cover" | "contain" | "fill";

/** A size in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Which part of the source becomes which part of the result, along one axis. */
export interface Span {
  /** Start in the source, in pixels and parts of such. */
  readonly from: number;
  /** Length in the source, in pixels and parts of such. */
  readonly length: number;
  /** First pixel of the result. */
  readonly to: number;
  /** Pixels of the result. */
  readonly count: number;
}

/** Spans along both axes. */
interface Spans {
  readonly across: Span;
  readonly down: Span;
}

/** Returns what of `source` goes where in a result of `size`. */
export function spansOf(source: PixelSize, size: PixelSize, fit: ImageFit): Spans {
  const scales = [size.width / source.width, size.height / source.height];
  const scale = fit === "cover" ? Math.max(...scales) : Math.min(...scales);
  const span = (length: number, count: number): Span => {
    if (fit === "cover") return cutOff(length, count, count / scale);
    if (fit === "contain") return framed(length, count, length * scale);
    return { from: 0, length, to: 0, count };
  };
  return { across: span(source.width, size.width), down: span(source.height, size.height) };
}

function cutOff(length: number, count: number, kept: number): Span {
  return { from: (length - kept) / 2, length: kept, to: 0, count };
}

function framed(length: number, count: number, wanted: number): Span {
  const filled = Math.min(count, Math.max(1, Math.round(wanted)));
  return { from: 0, length, to: Math.floor((count - filled) / 2), count: filled };
}

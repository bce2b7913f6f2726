import { formatNumber, formatRate } from "../observers/_format/mod.ts";
import { fitted, LiveLine, type TextStream } from "../observers/_terminal/mod.ts";
import type { RangePoint } from "./range_test.ts";

/** Progress display of a range test. */
export interface RangeProgress {
  /** Call after each step. */
  onPoint(point: RangePoint, steps: number): void;
  /** Ends the display and restores the stream. */
  end(): void;
}

/** Shows progress on `stream`: in one line of a terminal, otherwise a line for the first step and each tenth. */
export function showRangeProgress(stream: TextStream): RangeProgress {
  if (stream.isTTY !== true) {
    return {
      onPoint: (point, steps) => {
        if (isShown(point.step, steps)) stream.write(`${pieces(point, steps).join("  ")}\n`);
      },
      end: () => {},
    };
  }
  const line = new LiveLine(stream);
  return {
    onPoint: (point, steps) => line.show(fitted(pieces(point, steps), line.columns)),
    end: () => line.clear(),
  };
}

function pieces({ step, rate, smoothed }: RangePoint, steps: number): string[] {
  return [`step ${step}/${steps}`, `rate ${formatRate(rate)}`, `loss ${formatNumber(smoothed)}`];
}

function isShown(step: number, steps: number): boolean {
  const tenths = (at: number) => Math.floor((at * 10) / steps);
  return step === 1 || tenths(step) > tenths(step - 1);
}

import { cosOfPi } from "../../../core/worker.ts";
import type { FlipAxis } from "./augment_step.ts";
import type { Picture } from "./picture.ts";

/** Mirrors a picture. */
export function flip(picture: Picture, axis: FlipAxis): Picture {
  const { width, height } = picture;
  return axis === "horizontal"
    ? moved(picture, [], (x, y) => [width - 1 - x, y])
    : moved(picture, [], (x, y) => [x, height - 1 - y]);
}

/** Moves a picture: the pixel at (`x`, `y`) gets to the upper left corner. `outside` fills what becomes free. */
export function shift(picture: Picture, x: number, y: number, outside: readonly number[]): Picture {
  return moved(picture, outside, (column, row) => [column + x, row + y]);
}

/** Turns a picture about its centre, counterclockwise, interpolated between pixels. `outside` surrounds it. */
export function rotate(picture: Picture, degrees: number, outside: readonly number[]): Picture {
  const { width, height } = picture;
  // The same on every runtime, as Math.cos is not.
  const turn = Math.abs(degrees) / 180;
  const [cos, sin] = [cosOfPi(turn), Math.sign(degrees) * cosOfPi(Math.abs(0.5 - turn))];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  return moved(picture, outside, (column, row) => {
    const [x, y] = [column - middleX, row - middleY];
    return [middleX + x * cos - y * sin, middleY + x * sin + y * cos];
  });
}

/** A picture each of whose pixels is taken from where `from` says, interpolated if that is between pixels. */
function moved(
  { width, height, channels, data }: Picture,
  outside: readonly number[],
  from: (x: number, y: number) => readonly [x: number, y: number],
): Picture {
  const made = new Float32Array(data.length);
  const at = (x: number, y: number, channel: number): number =>
    x < 0 || y < 0 || x >= width || y >= height
      ? (outside[channel] as number)
      : (data[(y * width + x) * channels + channel] as number);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = from(column, row);
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, below] = [x - left, y - top];
      for (let channel = 0; channel < channels; channel++) {
        const upper = mix(at(left, top, channel), () => at(left + 1, top, channel), right);
        const lower = () =>
          mix(at(left, top + 1, channel), () => at(left + 1, top + 1, channel), right);
        made[to++] = mix(upper, lower, below);
      }
    }
  }
  return { width, height, channels, data: made };
}

function mix(a: number, b: () => number, share: number): number {
  return share === 0 ? a : a + (b() - a) * share;
}

/** A picture in memory: bytes of red, green, blue and perhaps alpha, or of grey, row-major. */
export interface Pixels {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Bytes of a pixel: 1 for grey, 3 for colour, 4 for colour with alpha. */
  readonly channels: number;
  /** [height, width, channels]. */
  readonly data: Uint8Array;
}

/** A color, red, green and blue, each in [0, 255]. */
export type Color = readonly [red: number, green: number, blue: number];

/** Brightness of a color in [0, 255]. Weights of ITU-R BT.601, as Pillow's mode `L` has them. */
export function brightness(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/**
 * Converts a picture to `channels`: colors lie on `background` as far as they are transparent, grey is spread over
 * red, green and blue, and color becomes its brightness.
 */
export function toChannels(source: Pixels, channels: 1 | 3, background: Color): Pixels {
  const opaque = source.channels === 4 ? flatten(source, background) : source;
  if (opaque.channels === channels) return opaque;
  return channels === 1 ? toGrey(opaque) : toColor(opaque);
}

function flatten({ width, height, data }: Pixels, background: Color): Pixels {
  const flat = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    const alpha = (data[from + 3] as number) / 255;
    for (let channel = 0; channel < 3; channel++) {
      const under = background[channel] as number;
      flat[to++] = Math.round(under + ((data[from + channel] as number) - under) * alpha);
    }
  }
  return { width, height, channels: 3, data: flat };
}

function toGrey({ width, height, data }: Pixels): Pixels {
  const grey = Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [red, green, blue] = [data[3 * pixel], data[3 * pixel + 1], data[3 * pixel + 2]];
    return Math.round(brightness(red as number, green as number, blue as number));
  });
  return { width, height, channels: 1, data: grey };
}

function toColor({ width, height, data }: Pixels): Pixels {
  const color = Uint8Array.from({ length: 3 * data.length }, (_, at) => {
    return data[Math.floor(at / 3)] as number;
  });
  return { width, height, channels: 3, data: color };
}

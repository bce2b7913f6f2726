/** Numbers of one type of NumPy's. */
export interface ElementType {
  readonly bytes: number;
  /** Whether they are whole numbers of more than 8 bits, or may be. */
  readonly wide: boolean;
  readonly float: boolean;
  /** Views bytes as such numbers, if this machine's order of bytes is theirs; their offset is a multiple of `bytes`. */
  view?(buffer: ArrayBuffer, byteOffset: number, length: number): ArrayLike<number>;
  /** Reads the number at a byte offset. */
  read(view: DataView, at: number): number;
}

type Read = (view: DataView, at: number, little: boolean) => number;

const READS: Readonly<Record<string, readonly [bytes: number, read: Read]>> = {
  b1: [1, (view, at) => (view.getUint8(at) ? 1 : 0)],
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  f2: [2, (view, at, little) => halfOf(view.getUint16(at, little))],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
};

const VIEWS: Readonly<
  Record<string, new (buffer: ArrayBuffer, byteOffset: number, length: number) => ArrayLike<number>>
> = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
};

const LITTLE_MACHINE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The type that `descr` names, such as `<f4`; undefined if its values are no real numbers. */
export function elementType(descr: string): ElementType | undefined {
  const found = /^[<>|=]([biuf][1248])$/.exec(descr);
  const kind = found?.[1] ?? "";
  const [bytes, read] = READS[kind] ?? [];
  if (bytes === undefined || read === undefined) return undefined;
  const little = !descr.startsWith(">");
  const View = little === LITTLE_MACHINE || bytes === 1 ? VIEWS[kind] : undefined;
  const float = descr.includes("f");
  return {
    bytes,
    float,
    wide: !float && bytes > 1,
    ...(View && {
      view: (buffer: ArrayBuffer, offset: number, length: number) =>
        new View(buffer, offset, length),
    }),
    read: (view, at) => read(view, at, little),
  };
}

/** What is wrong with a type that holds no real numbers, and what to do. */
export function typeFault(descr: string): string {
  if (descr.startsWith("|O")) {
    return `its elements are Python objects (${descr}), which need Python to be read: save numbers, with allow_pickle=False`;
  }
  if (/^[<>|=]c/.test(descr)) return `its elements are complex numbers (${descr}): save real ones`;
  if (/^[<>|=][SUV]/.test(descr))
    return `its elements are text or records (${descr}): save numbers`;
  return `its elements are of type ${descr}, which is not among bool, int8 to int64, uint8 to uint64, float16 to float64`;
}

/** A float of 16 bits. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

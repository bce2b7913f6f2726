// O = product of the axes before the one that changes, I = of those after it

/**
 * Resizes `values` from shape `from` to shape `to` of the same rank, axis by axis: a shorter axis is cut, a longer one
 * is filled with `share` of the mean along that axis.
 */
export function resized(
  values: Float32Array,
  from: readonly number[],
  to: readonly number[],
  share: number,
): Float32Array {
  let shape = [...from];
  let resizedValues = values;
  to.forEach((length, axis) => {
    if (shape[axis] === length) return;
    resizedValues = resizeAxis(resizedValues, shape, axis, length, share);
    shape = shape.with(axis, length);
  });
  return resizedValues;
}

function resizeAxis(
  values: Float32Array,
  shape: readonly number[],
  axis: number,
  length: number,
  share: number,
): Float32Array {
  const before = shape[axis] as number;
  const kept = Math.min(before, length);
  const outer = product(shape.slice(0, axis));
  const inner = product(shape.slice(axis + 1));
  const result = new Float32Array(outer * length * inner);
  for (let o = 0; o < outer; o++) {
    const source = values.subarray(o * before * inner, (o + 1) * before * inner);
    const target = result.subarray(o * length * inner, (o + 1) * length * inner);
    target.set(source.subarray(0, kept * inner));
    if (length === kept) continue;
    const means_I = meansAlong(source, before, inner, share);
    for (let j = kept; j < length; j++) target.set(means_I, j * inner);
  }
  return result;
}

function meansAlong(
  values: Float32Array,
  length: number,
  inner: number,
  share: number,
): Float64Array {
  const means_I = new Float64Array(inner);
  for (let at = 0; at < values.length; at++) {
    means_I[at % inner] = (means_I[at % inner] as number) + (values[at] as number);
  }
  return means_I.map((sum) => (length === 0 ? 0 : (share * sum) / length));
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total * length, 1);
}

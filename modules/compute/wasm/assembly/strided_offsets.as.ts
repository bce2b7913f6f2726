/** Writes the offset in bytes of each of [images, rows, columns], in that order, for the given strides. */
export function stridedOffsets(
  out: usize, images: i32, rows: i32, columns: i32, imageStride: i32, rowStride: i32, columnStride: i32,
): void {
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      let from = image * imageStride + row * rowStride;
      for (const end = out + (<usize>columns << 2); out < end; out += 4, from += columnStride) {
        store<i32>(out, from);
      }
    }
  }
}

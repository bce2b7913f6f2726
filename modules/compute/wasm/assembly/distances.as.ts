/** Bytes from the first number to each of [images, rows, columns], in that order, which are as far apart as it says. */
export function distances(
  out: usize, images: i32, rows: i32, columns: i32, image: i32, row: i32, column: i32,
): void {
  for (let i = 0; i < images; i++) {
    for (let y = 0; y < rows; y++) {
      let from = i * image + y * row;
      for (const end = out + (<usize>columns << 2); out < end; out += 4, from += column) {
        store<i32>(out, from);
      }
    }
  }
}

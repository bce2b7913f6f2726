// What the windows of a convolution see, as a matrix that is never written out as a whole: a row for each window, and in
// it the channels of each tap (Chellapilla, Puri and Simard 2006, "High performance convolutional neural networks for
// document processing", section 3).
#pragma once

#include "windows.h"

namespace tolaria {

/** Along an axis: how far each tap of each window lies from the beginning, and less than 0 where it lies outside. */
struct Places {
  size_t in;
  size_t out;
  size_t taps;
  /** How far neighbours lie from each other, and windows. */
  ptrdiff_t unit;
  ptrdiff_t step;
  std::vector<ptrdiff_t> at;

  Places(const Axis& axis, size_t unit);

  const ptrdiff_t* Of(size_t window) const { return at.data() + window * taps; }

  /** Whether all taps of a window are inside and beside each other. */
  bool IsWhole(size_t window) const {
    const ptrdiff_t* const all = Of(window);
    return all[0] >= 0 && all[taps - 1] - all[0] == ptrdiff_t(taps - 1) * unit;
  }
};

struct Patches {
  size_t batch;
  size_t channels;
  Places rows;
  Places columns;

  Patches(const Windows& windows, size_t channels)
      : batch(windows.batch),
        channels(channels),
        rows(windows.rows, windows.columns.in * channels),
        columns(windows.columns, channels) {}

  /** Extents of the matrix. */
  size_t count() const { return batch * rows.out * columns.out; }
  size_t depth() const { return rows.taps * columns.taps * channels; }

  /** How many numbers of a row in the middle lie beside each other in the image too. */
  size_t Run() const {
    return columns.out > 0 && columns.IsWhole(columns.out / 2) ? columns.taps * channels : channels;
  }
};

}  // namespace tolaria

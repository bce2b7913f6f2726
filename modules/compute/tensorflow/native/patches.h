// The input of a convolution as a matrix that is never materialized: a row per window, with the
// channels of each tap (Chellapilla, Puri and Simard 2006, "High performance convolutional neural
// networks for document processing", section 3).
#pragma once

#include "windows.h"

namespace tolaria {

/** Offsets of each tap of each window along an axis; negative outside the image. */
struct TapOffsets {
  size_t in;
  size_t out;
  size_t taps;
  /** Stride of neighbors, and of windows. */
  ptrdiff_t unit;
  ptrdiff_t step;
  std::vector<ptrdiff_t> at;

  TapOffsets(const Axis& axis, size_t unit);

  const ptrdiff_t* Of(size_t window) const { return at.data() + window * taps; }

  /** Whether all taps of a window are inside and contiguous. */
  bool IsWhole(size_t window) const {
    const ptrdiff_t* const all = Of(window);
    return all[0] >= 0 && all[taps - 1] - all[0] == ptrdiff_t(taps - 1) * unit;
  }
};

struct Patches {
  size_t batch;
  size_t channels;
  TapOffsets rows;
  TapOffsets columns;

  Patches(const Windows& windows, size_t channels)
      : batch(windows.batch),
        channels(channels),
        rows(windows.rows, windows.columns.in * channels),
        columns(windows.columns, channels) {}

  /** Extents of the matrix. */
  size_t count() const { return batch * rows.out * columns.out; }
  size_t depth() const { return rows.taps * columns.taps * channels; }

  /** Numbers of a row in the middle that are contiguous in the image too. */
  size_t Run() const {
    return columns.out > 0 && columns.IsWhole(columns.out / 2) ? columns.taps * channels : channels;
  }
};

}  // namespace tolaria

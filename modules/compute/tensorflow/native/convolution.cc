// Convolutions as products of patches and filters, and their gradients.

#include <algorithm>

#include "thread_pool.h"
#include "functions.h"
#include "pack.h"
#include "image_kernels.h"
#include "scratch.h"
#include "tiles.h"

namespace tolaria {

namespace {

/** Windows per part. A multiple of the rows of any tile, like the constants below. */
constexpr size_t kPart = 192;
constexpr size_t kWholeTiles = 24;

/**
 * Numbers of patches that are packed at a time: they fit into the L1 cache with a panel of a small
 * filter.
 */
constexpr size_t kFirstCache = size_t{1} << 12;

/** A larger filter comes from beyond the L2 cache, so more patches are packed at a time. */
constexpr size_t kSecondCache = size_t{1} << 17;

/** Windows whose patches are packed at a time. */
size_t AtOnce(size_t depth, size_t width) {
  const size_t numbers = depth * width > kSecondCache ? kSecondCache : kFirstCache;
  const size_t windows = std::min(kPart, numbers / (depth + 1));
  return std::max(kWholeTiles, windows / kWholeTiles * kWholeTiles);
}

thread_local Scratch filter_scratch, patch_scratch, gradient_scratch;

/** A filter [depth, width] as consecutive panels. */
class Panels {
 public:
  Panels(const Tiles& tiles, size_t depth, size_t width)
      : tiles_(tiles), depth_(depth), width_(width), data_(filter_scratch.Get(Offset(width))) {}
  ~Panels() { filter_scratch.LetGoIfLarge(); }

  /** Its rows from `row` on. */
  void Pack(const Matrix& rows, size_t row, size_t count) {
    for (size_t first = 0; first < width_; first += tiles_.columns) {
      const size_t width = WidthAt(first);
      const size_t padded = PaddedTo(tiles_, width);
      const Matrix columns = {rows.data + ptrdiff_t(first) * rows.column, rows.row, rows.column};
      PackRight(columns, count, width, padded, data_ + Offset(first) + row * padded);
    }
  }

  /** Multiplies rows of patches with the filter. */
  void Multiply(const Matrix& patches, size_t rows, const Finish& finish, float* to) const {
    for (size_t first = 0; first < width_; first += tiles_.columns) {
      const size_t width = WidthAt(first);
      const size_t padded = PaddedTo(tiles_, width);
      float bias[kMostColumns] = {};
      if (finish.bias != nullptr) std::copy_n(finish.bias + first, width, bias);
      size_t from = 0;
      do {
        const size_t depth = std::min(kDepth, depth_ - from);
        const bool last = from + depth == depth_;
        const Finish end = {last && finish.bias != nullptr ? bias : nullptr, last && finish.relu};
        const float* const right = data_ + Offset(first) + from * padded;
        for (size_t row = 0; row < rows; row += tiles_.rows) {
          const Matrix left = {patches.data + row * patches.row + from * patches.column, patches.row,
                               patches.column};
          ComputeTile(tiles_, std::min(tiles_.rows, rows - row), width, padded,
                      {left, right, depth, to + row * width_ + first, ptrdiff_t(width_), from > 0,
                       end});
        }
        from += depth;
      } while (from < depth_);
    }
  }

 private:
  size_t WidthAt(size_t first) const { return std::min(tiles_.columns, width_ - first); }
  /** Address of the panel of a column. */
  size_t Offset(size_t first) const { return PartsOf(first, tiles_.columns) * tiles_.columns * depth_; }

  const Tiles& tiles_;
  const size_t depth_;
  const size_t width_;
  float* const data_;
};

/** Multiplies all patches with a filter, [count, width]. */
void Convolve(const Patches& patches, const float* images, const Panels& panels, size_t width,
              const Finish& finish, float* to) {
  const ImageKernels& kernels = *GetImageKernels();
  const size_t count = patches.count();
  const size_t depth = patches.depth();
  const size_t together = AtOnce(depth, width);
  const auto part = [&](size_t part) {
    float* const packed = patch_scratch.Get(std::min(together, count) * depth);
    const size_t end = std::min(count, (part + 1) * kPart);
    for (size_t first = part * kPart; first < end; first += together) {
      const size_t windows = std::min(together, end - first);
      const Matrix matrix = kernels.pack(patches, images, first, windows, packed);
      panels.Multiply(matrix, windows, finish, to + first * width);
    }
  };
  ParallelFor(PartsOf(count, kPart), part, count * depth * width >= kWorthSharing);
}

/** Shape of a convolution from `in` to `out` channels. */
struct Convolution {
  Windows windows;
  size_t in;
  size_t out;

  size_t taps() const { return windows.rows.taps * windows.columns.taps; }
  size_t depth() const { return taps() * in; }
  std::vector<int64_t> FilterShape() const {
    return {windows.rows.taps, windows.columns.taps, int64_t(in), int64_t(out)};
  }
};

/**
 * Gradient of a filter: a sum over all windows, in groups that do not depend on the number of
 * threads.
 */
class FilterGradient {
 public:
  FilterGradient(const Convolution& convolution, const float* x, const float* dy, const float* y)
      : convolution_(convolution), x_(x), dy_(dy), y_(y) {}

  void Run(float* filter, float* bias) {
    float* const sums = gradient_scratch.Get(groups_ * size());
    const bool worth = count_ * depth_ * width_ >= kWorthSharing;
    ParallelFor(groups_, [&](size_t group) { Group(group, sums + group * size()); }, worth);
    const size_t part = size_t{1} << 12;
    const size_t parts = PartsOf(size(), part);
    ParallelFor(parts, [&](size_t at) {
      const size_t first = at * part;
      const size_t end = std::min(size(), first + part);
      for (size_t group = 1; group < groups_; group++) {
        const float* const more = sums + group * size();
        for (size_t i = first; i < end; i++) sums[i] += more[i];
      }
    }, groups_ * size() >= kWorthSharing);
    std::copy_n(sums, depth_ * width_, filter);
    std::copy_n(sums + depth_ * width_, width_, bias);
    gradient_scratch.LetGoIfLarge();
  }

 private:
  /** Numbers in a group's sums: of the filter and the bias. */
  size_t size() const { return (depth_ + 1) * width_; }

  size_t Groups() const {
    constexpr size_t kMost = 32;
    constexpr size_t kMostNumbers = size_t{1} << 21;
    constexpr size_t kLeastWindows = 256;
    const size_t groups = std::min({kMost, kMostNumbers / size(), count_ / kLeastWindows});
    return std::max<size_t>(1, groups);
  }

  void Group(size_t group, float* sums) const {
    const ImageKernels& kernels = *GetImageKernels();
    const size_t together = std::max(kWholeTiles, std::min(kPart, 2 * kFirstCache / (depth_ + 1)));
    const size_t begin = count_ * group / groups_;
    const size_t end = count_ * (group + 1) / groups_;
    std::fill_n(sums, size(), 0.0f);
    for (size_t first = begin; first < end; first += together) {
      const size_t windows = std::min(together, end - first);
      float* const packed = patch_scratch.Get(windows * (depth_ + kMostColumns));
      const Matrix left = kernels.pack(patches_, x_, first, windows, packed);
      float* const right = packed + windows * depth_;
      for (size_t column = 0; column < width_; column += tiles_.columns) {
        const size_t width = std::min(tiles_.columns, width_ - column);
        const size_t padded = PaddedTo(tiles_, width);
        const size_t at = first * width_ + column;
        const Before before = {dy_ + at, y_ == nullptr ? nullptr : y_ + at, windows, width, width_};
        kernels.relu_gradient(before, padded, right, sums + depth_ * width_ + column);
        for (size_t row = 0; row < depth_; row += tiles_.rows) {
          const Matrix rows = {left.data + row * left.column, left.column, left.row};
          ComputeTile(tiles_, std::min(tiles_.rows, depth_ - row), width, padded,
                      {rows, right, windows, sums + row * width_ + column, ptrdiff_t(width_), true,
                       {}});
        }
      }
    }
  }

  const Tiles& tiles_ = *GetTiles();
  const Convolution& convolution_;
  const float* const x_;
  const float* const dy_;
  const float* const y_;
  const Patches patches_{convolution_.windows, convolution_.in};
  const size_t count_ = patches_.count();
  const size_t depth_ = patches_.depth();
  const size_t width_ = convolution_.out;
  const size_t groups_ = Groups();
};

Convolution ConvolutionOf(const Call& call, size_t argument, const Tensor& filter) {
  const Windows windows = Windows::At(call, argument);
  const std::vector<int64_t> shape = ShapeOf(filter);
  if (shape.size() != 4 || shape[0] != windows.rows.taps || shape[1] != windows.columns.taps) {
    Fail("another filter than the windows are for");
  }
  return {windows, size_t(shape[2]), size_t(shape[3])};
}

}  // namespace

int32_t Conv2d(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  const Tensor filter = call.FloatsAt(1);
  const Tensor bias = call.FloatsOrNullAt(2);
  const auto convolution = ConvolutionOf(call, 4, filter);
  const auto& [windows, in, out] = convolution;
  const std::vector<int64_t> shape = ShapeOf(x);
  if (!windows.AreOn(shape) || size_t(shape[3]) != in) Fail("extents that do not meet");
  if (bias != nullptr && CountOf(bias) != out) Fail("another number of biases than of channels");
  const Tensor y = Allocate(TF_FLOAT, windows.Out(out));
  if (CountOf(y) > 0) {
    Panels panels(*GetTiles(), convolution.depth(), out);
    panels.Pack({DataOf(filter), ptrdiff_t(out), 1}, 0, convolution.depth());
    Convolve(Patches(windows, in), DataOf(x), panels, out,
             {DataOrNull(bias), call.Flag(3)}, DataOf(y));
  }
  return call.Add(y);
}

int32_t Conv2dGradient(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  const Tensor dy = call.FloatsAt(1);
  const Tensor y = call.FloatsOrNullAt(2);
  const Windows windows = Windows::At(call, 3);
  const std::vector<int64_t> from = ShapeOf(x);
  const std::vector<int64_t> to = ShapeOf(dy);
  if (!windows.AreOn(from) || to.size() != 4 || to != windows.Out(to[3]) ||
      (y != nullptr && ShapeOf(y) != to)) {
    Fail("extents that do not meet");
  }
  const Convolution convolution = {windows, size_t(from[3]), size_t(to[3])};
  const Tensor filter = Allocate(TF_FLOAT, convolution.FilterShape());
  const Tensor bias = Allocate(TF_FLOAT, {to[3]});
  FilterGradient(convolution, DataOf(x), DataOf(dy), DataOrNull(y))
      .Run(DataOf(filter), DataOf(bias));
  return call.Add(filter, bias);
}

}  // namespace tolaria

// After Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, ACM TOMS 34 (3), 2008: a tile of C
// stays in registers while a panel of B, packed so that it is read in one go, passes by.

#include "products.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "crew.h"
#include "lanes.h"

namespace tolaria {

#if defined(__x86_64__)

bool CanMultiply() { return __builtin_cpu_supports("avx512f"); }

namespace {

/** Rows of a tile: with two vectors of columns its sums take 16 registers of 32. */
constexpr size_t kRows = 8;

/** Columns of a panel. */
constexpr size_t kColumns = 2 * kLanes;

/** Longest sum at once: then a panel takes 128 KiB, which the second cache keeps. */
constexpr size_t kDepth = 1024;

/** Rows ahead that a panel is fetched, as its rows lie far from each other. */
constexpr size_t kAhead = 8;

/** Blocks of rows that are packed in one part of the work. */
constexpr size_t kPackedAtOnce = 8;

/** Where there are fewer panels than this, their rows are shared out too, by this many blocks. */
constexpr size_t kEnoughPanels = 8;
constexpr size_t kBlocksAtOnce = 16;

/** A buffer that a thread keeps for the next product, unless it is large. */
class Scratch {
 public:
  float* Get(size_t count) {
    if (count > count_) {
      data_.reset();
      count_ = 0;
      const size_t bytes = (count * sizeof(float) + 63) / 64 * 64;
      data_.reset(static_cast<float*>(std::aligned_alloc(64, bytes)));
      if (data_ == nullptr) throw std::bad_alloc();
      count_ = count;
    }
    return data_.get();
  }
  void LetGoIfLarge() {
    constexpr size_t kKept = size_t{4} << 20;
    if (count_ <= kKept) return;
    data_.reset();
    count_ = 0;
  }

 private:
  struct Freed {
    void operator()(float* data) const { std::free(data); }
  };
  std::unique_ptr<float, Freed> data_;
  size_t count_ = 0;
};

thread_local Scratch panel_scratch, left_scratch;

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,fma")
#endif

inline Lanes Load(const float* from) { return *reinterpret_cast<const Lanes*>(from); }

inline void Store(float* to, Lanes numbers) { *reinterpret_cast<Lanes*>(to) = numbers; }

/** A tile of C, and what it is made of. */
struct TileOf {
  /** Rows of A that meet it, with their distances. */
  Matrix left;
  /** Columns of B that meet it: a packed panel. */
  const float* right;
  size_t depth;
  /** Its first number, and how far its rows lie from each other. */
  float* to;
  ptrdiff_t row;
  /** Whether it is added to what is there. */
  bool more;
  Finish finish;
};

template <size_t rows, size_t wide>
void Tile(const TileOf& tile) {
  Lanes sums[rows][wide];
#pragma GCC unroll 8
  for (size_t i = 0; i < rows; i++) {
#pragma GCC unroll 2
    for (size_t j = 0; j < wide; j++) {
      sums[i][j] = tile.more ? Load(tile.to + i * tile.row + j * kLanes) : Lanes{};
    }
  }
  const float* left = tile.left.data;
  const float* right = tile.right;
  for (size_t k = 0; k < tile.depth; k++) {
    Lanes b[wide];
#pragma GCC unroll 2
    for (size_t j = 0; j < wide; j++) b[j] = Load(right + j * kLanes);
#pragma GCC unroll 8
    for (size_t i = 0; i < rows; i++) {
      // Less 0, and not 0 more, is the number itself: so it is spread as it is loaded.
      const Lanes a = left[i * tile.left.row] - Lanes{};
#pragma GCC unroll 2
      for (size_t j = 0; j < wide; j++) sums[i][j] += a * b[j];
    }
    left += tile.left.column;
    right += wide * kLanes;
  }
  const auto [bias, relu] = tile.finish;
#pragma GCC unroll 8
  for (size_t i = 0; i < rows; i++) {
#pragma GCC unroll 2
    for (size_t j = 0; j < wide; j++) {
      Lanes sum = sums[i][j];
      if (bias != nullptr) sum += Load(bias + j * kLanes);
      // What is no number stays one.
      if (relu) sum = sum < 0 ? Lanes{} : sum;
      Store(tile.to + i * tile.row + j * kLanes, sum);
    }
  }
}

/** A tile of `count` rows, at most `rows`. */
template <size_t rows, size_t wide>
void TileOfRows(size_t count, const TileOf& tile) {
  if (count == rows) {
    Tile<rows, wide>(tile);
  } else if constexpr (rows > 1) {
    TileOfRows<rows - 1, wide>(count, tile);
  }
}

/** The rows of B beside each other, `width` columns of them and zeros up to `padded`. */
void PackRows(const Matrix& b, size_t depth, size_t width, size_t padded, float* to) {
  for (size_t k = 0; k < depth; k++, to += padded) {
    const float* from = b.data + k * b.row;
    if (width == kColumns) {
      __builtin_prefetch(from + kAhead * b.row);
      __builtin_prefetch(from + kAhead * b.row + kLanes);
      Store(to, Load(from));
      Store(to + kLanes, Load(from + kLanes));
    } else {
      for (size_t j = 0; j < padded; j++) to[j] = j < width ? from[j] : 0;
    }
  }
}

/** The same where the columns of B lie beside each other. */
void PackColumns(const Matrix& b, size_t depth, size_t width, size_t padded, float* to) {
  for (size_t j = 0; j < padded; j++) {
    const float* from = b.data + j * b.column;
    if (j < width) {
      for (size_t k = 0; k < depth; k++) to[k * padded + j] = from[k * b.row];
    } else {
      for (size_t k = 0; k < depth; k++) to[k * padded + j] = 0;
    }
  }
}

/** `rows` rows of A, of all columns, in the order in which a tile reads them. */
void PackLeft(const Matrix& a, size_t rows, size_t depth, float* to) {
  if (rows == kRows && a.row == 1) {
    for (size_t k = 0; k < depth; k++) {
      std::memcpy(to + k * kRows, a.data + k * a.column, kRows * sizeof(float));
    }
    return;
  }
  for (size_t k = 0; k < depth; k++) {
    for (size_t i = 0; i < kRows; i++) {
      to[k * kRows + i] = i < rows ? a.data[i * a.row + k * a.column] : 0;
    }
  }
}

size_t PartsOf(size_t whole, size_t part) { return (whole + part - 1) / part; }

/** One product. */
class Product {
 public:
  Product(const Extents& extents, const Matrix& a, const Matrix& b, float* c, const Finish& finish)
      : extents_(extents), a_(a), b_(b), c_(c), finish_(finish) {}

  void Run() {
    PackLeftWhereFar();
    const size_t panels = PartsOf(extents_.n, kColumns);
    groups_ = panels >= kEnoughPanels ? 1 : PartsOf(blocks_, kBlocksAtOnce);
    ForEachPart(panels * groups_, [this](size_t part) { Panel(part / groups_, part % groups_); });
    left_scratch.LetGoIfLarge();
  }

 private:
  /** Where the numbers of a row of A are far from each other, a tile would meet a page for each. */
  void PackLeftWhereFar() {
    if (a_.column == 1) return;
    float* const packed = left_scratch.Get(blocks_ * kRows * extents_.k);
    packed_ = packed;
    ForEachPart(PartsOf(blocks_, kPackedAtOnce), [&](size_t part) {
      const size_t end = std::min(blocks_, (part + 1) * kPackedAtOnce);
      for (size_t block = part * kPackedAtOnce; block < end; block++) {
        const Matrix rows = {a_.data + ptrdiff_t(block * kRows) * a_.row, a_.row, a_.column};
        PackLeft(rows, RowsOf(block), extents_.k, packed + block * kRows * extents_.k);
      }
    });
  }

  size_t RowsOf(size_t block) const { return std::min(kRows, extents_.m - block * kRows); }

  Matrix LeftOf(size_t block, size_t from) const {
    if (packed_ != nullptr) {
      return {packed_ + (block * extents_.k + from) * kRows, 1, ptrdiff_t(kRows)};
    }
    return {a_.data + ptrdiff_t(block * kRows) * a_.row + from, a_.row, 1};
  }

  /** The columns of a panel, of one group of blocks of rows. */
  void Panel(size_t panel, size_t group) const {
    const size_t first = panel * kColumns;
    const size_t width = std::min(kColumns, extents_.n - first);
    const size_t padded = width <= kLanes ? kLanes : kColumns;
    float* const right = panel_scratch.Get(padded * std::min(kDepth, std::max<size_t>(1, extents_.k)));
    float bias[kColumns] = {};
    if (finish_.bias != nullptr) std::copy_n(finish_.bias + first, width, bias);
    const size_t begin = group * kBlocksAtOnce;
    const size_t end = groups_ == 1 ? blocks_ : std::min(blocks_, begin + kBlocksAtOnce);
    size_t from = 0;
    do {
      const size_t depth = std::min(kDepth, extents_.k - from);
      const Matrix rest = {b_.data + ptrdiff_t(first) * b_.column + ptrdiff_t(from) * b_.row, b_.row,
                           b_.column};
      (b_.column == 1 ? PackRows : PackColumns)(rest, depth, width, padded, right);
      Finish finish;
      if (from + depth == extents_.k) finish = {finish_.bias == nullptr ? nullptr : bias, finish_.relu};
      for (size_t block = begin; block < end; block++) {
        float* const to = c_ + block * kRows * extents_.n + first;
        const TileOf tile = {LeftOf(block, from), right,    depth, to, ptrdiff_t(extents_.n),
                             from > 0,            finish};
        if (width == kColumns) {
          TileOfRows<kRows, 2>(RowsOf(block), tile);
        } else {
          Edge(RowsOf(block), width, padded, tile);
        }
      }
      from += depth;
    } while (from < extents_.k);
  }

  /** A tile whose columns are more than C has left. */
  static void Edge(size_t rows, size_t width, size_t padded, TileOf tile) {
    float numbers[kRows * kColumns] = {};
    float* const to = tile.to;
    const ptrdiff_t row = tile.row;
    tile.to = numbers;
    tile.row = padded;
    if (tile.more) {
      for (size_t i = 0; i < rows; i++) std::copy_n(to + i * row, width, numbers + i * padded);
    }
    padded == kLanes ? TileOfRows<kRows, 1>(rows, tile) : TileOfRows<kRows, 2>(rows, tile);
    for (size_t i = 0; i < rows; i++) std::copy_n(numbers + i * padded, width, to + i * row);
  }

  const Extents extents_;
  const Matrix a_;
  const Matrix b_;
  float* const c_;
  const Finish finish_;
  const size_t blocks_ = PartsOf(extents_.m, kRows);
  size_t groups_ = 1;
  const float* packed_ = nullptr;
};

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

}  // namespace

void Multiply(const Extents& extents, const Matrix& a, const Matrix& b, float* c,
              const Finish& finish) {
  if (extents.m > 0 && extents.n > 0) Product(extents, a, b, c, finish).Run();
}

#else

bool CanMultiply() { return false; }

void Multiply(const Extents&, const Matrix&, const Matrix&, float*, const Finish&) { std::abort(); }

#endif

}  // namespace tolaria

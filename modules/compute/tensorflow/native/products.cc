// After Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, ACM TOMS 34 (3),
// 2008: a tile of C stays in registers while a packed panel of B streams past.

#include "products.h"

#include <algorithm>
#include <cstdlib>

#include "thread_pool.h"
#include "long_products.h"
#include "pack.h"
#include "scratch.h"
#include "tiles.h"

namespace tolaria {

namespace {

/** Blocks of rows that are packed per part. */
constexpr size_t kPackedAtOnce = 8;

/** Parts per thread, to balance the load; if there are too few panels, their rows are split. */
constexpr size_t kPartsEach = 4;

/** Minimum blocks of rows per part, as each part packs its own panel. */
constexpr size_t kLeastBlocks = 8;

thread_local Scratch panel_scratch, left_scratch;

/** Packs `rows` rows of A in the order in which a tile of `most` rows reads them. */
void PackLeft(const Matrix& a, size_t rows, size_t most, size_t depth, float* to) {
  if (rows == most && a.row == 1) {
    const Matrix columns = {a.data, a.column, 1};
    if (most == 8) return CopyRows<8>(columns, depth, to);
    if (most == 6) return CopyRows<6>(columns, depth, to);
  }
  for (size_t k = 0; k < depth; k++) {
    const float* from = a.data + ptrdiff_t(k) * a.column;
    for (size_t i = 0; i < most; i++) to[k * most + i] = i < rows ? from[i * a.row] : 0;
  }
}

/** One product. */
class Product {
 public:
  Product(const Tiles& tiles, const Extents& extents, const Matrix& a, const Matrix& b, float* c,
          const Finish& finish)
      : tiles_(tiles), extents_(extents), a_(a), b_(b), c_(c), finish_(finish) {}

  void Run() {
    const size_t panels = PartsOf(extents_.n, tiles_.columns);
    const size_t groups = std::min(PartsOf(kPartsEach * Threads(), panels), blocks_ / kLeastBlocks);
    together_ = PartsOf(blocks_, std::max<size_t>(1, groups));
    groups_ = PartsOf(blocks_, together_);
    PackLeftWhereFar();
    ParallelFor(
        panels * groups_, [this](size_t part) { Panel(part / groups_, part % groups_); },
        !IsSmall());
    left_scratch.LetGoIfLarge();
  }

 private:
  bool IsSmall() const { return extents_.m * extents_.n * extents_.k < kWorthSharing; }

  /** Packs A if the numbers of its rows are far apart: a tile would touch a page for each. */
  void PackLeftWhereFar() {
    if (a_.column == 1) return;
    float* const packed = left_scratch.Get(blocks_ * tiles_.rows * extents_.k);
    packed_ = packed;
    const auto pack = [&](size_t part) {
      const size_t end = std::min(blocks_, (part + 1) * kPackedAtOnce);
      for (size_t block = part * kPackedAtOnce; block < end; block++) {
        const size_t first = block * tiles_.rows;
        const Matrix rows = {a_.data + ptrdiff_t(first) * a_.row, a_.row, a_.column};
        PackLeft(rows, RowsOf(block), tiles_.rows, extents_.k, packed + first * extents_.k);
      }
    };
    ParallelFor(PartsOf(blocks_, kPackedAtOnce), pack, !IsSmall());
  }

  size_t RowsOf(size_t block) const {
    return std::min(tiles_.rows, extents_.m - block * tiles_.rows);
  }

  Matrix LeftOf(size_t block, size_t from) const {
    const size_t rows = tiles_.rows;
    if (packed_ != nullptr) {
      return {packed_ + (block * extents_.k + from) * rows, 1, ptrdiff_t(rows)};
    }
    return {a_.data + ptrdiff_t(block * rows) * a_.row + from, a_.row, 1};
  }

  /** Computes the columns of a panel, for one group of blocks of rows. */
  void Panel(size_t panel, size_t group) const {
    const size_t first = panel * tiles_.columns;
    const size_t width = std::min(tiles_.columns, extents_.n - first);
    const size_t padded = PaddedTo(tiles_, width);
    const size_t longest = std::max<size_t>(1, std::min(kDepth, extents_.k));
    float* const right = panel_scratch.Get(padded * longest);
    float bias[kMostColumns] = {};
    if (finish_.bias != nullptr) std::copy_n(finish_.bias + first, width, bias);
    const size_t begin = group * together_;
    const size_t end = std::min(blocks_, begin + together_);
    size_t from = 0;
    do {
      const size_t depth = std::min(kDepth, extents_.k - from);
      const float* rest = b_.data + ptrdiff_t(first) * b_.column + ptrdiff_t(from) * b_.row;
      const Matrix columns = {rest, b_.row, b_.column};
      PackRight(columns, depth, width, padded, right);
      const bool last = from + depth == extents_.k;
      const Finish finish = {last && finish_.bias != nullptr ? bias : nullptr,
                             last && finish_.relu};
      for (size_t block = begin; block < end; block++) {
        float* const to = c_ + block * tiles_.rows * extents_.n + first;
        const TileOf tile = {LeftOf(block, from), right,    depth, to,
                             ptrdiff_t(extents_.n), from > 0, finish};
        ComputeTile(tiles_, RowsOf(block), width, padded, tile);
      }
      from += depth;
    } while (from < extents_.k);
  }

  const Tiles& tiles_;
  const Extents extents_;
  const Matrix a_;
  const Matrix b_;
  float* const c_;
  const Finish finish_;
  const size_t blocks_ = PartsOf(extents_.m, tiles_.rows);
  /** Number of groups of blocks of rows, and blocks per group. */
  size_t groups_ = 1;
  size_t together_ = 1;
  const float* packed_ = nullptr;
};

}  // namespace

bool CanMultiply() { return GetTiles() != nullptr; }

void Multiply(const Extents& extents, const Matrix& a, const Matrix& b, float* c,
              const Finish& finish) {
  static const Tiles* const tiles = GetTiles();
  if (tiles == nullptr) std::abort();
  if (HasLongSums(extents)) return MultiplyLong(extents, a, b, c, finish);
  if (extents.m > 0 && extents.n > 0) Product(*tiles, extents, a, b, c, finish).Run();
}

}  // namespace tolaria

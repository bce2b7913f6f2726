#include "tiles.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "targets.h"

namespace tolaria {

#if defined(__x86_64__)

namespace {

// With two vectors of columns, the sums take 16 of 32 registers, or 12 of 16.

BEGIN_AVX512
namespace avx512 {
#define LANES 16
#define ROWS 8
#include "tile.inc"
#undef LANES
#undef ROWS
}  // namespace avx512
END_TARGET

BEGIN_AVX2
namespace avx2 {
#define LANES 8
#define ROWS 6
#include "tile.inc"
#undef LANES
#undef ROWS
}  // namespace avx2
END_TARGET

}  // namespace

const Tiles* GetTiles() {
  // Follows oneDNN's setting, since these replace its products: SSE41, AVX and AVX2 limit them,
  // anything else does not.
  const char* const given = std::getenv("ONEDNN_MAX_CPU_ISA");
  const std::string most = given == nullptr ? "" : given;
  if (most == "SSE41" || most == "AVX") return nullptr;
  const bool wide = most.rfind("AVX2", 0) != 0;
  if (wide && __builtin_cpu_supports("avx512f")) return &avx512::kTiles;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2::kTiles;
  return nullptr;
}

#else

const Tiles* GetTiles() { return nullptr; }

#endif

void ComputeTile(const Tiles& tiles, size_t rows, size_t width, size_t padded, const TileOf& tile) {
  const bool narrow = padded < tiles.columns;
  if (width == padded) return tiles.compute(rows, narrow, tile);
  // C has fewer columns left than the tile.
  float numbers[kMostRows * kMostColumns];
  TileOf edge = tile;
  edge.to = numbers;
  edge.row = padded;
  if (tile.more) {
    std::fill_n(numbers, rows * padded, 0.0f);
    for (size_t i = 0; i < rows; i++) std::copy_n(tile.to + i * tile.row, width, numbers + i * padded);
  }
  tiles.compute(rows, narrow, edge);
  for (size_t i = 0; i < rows; i++) std::copy_n(numbers + i * padded, width, tile.to + i * tile.row);
}

}  // namespace tolaria

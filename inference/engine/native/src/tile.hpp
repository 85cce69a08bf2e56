// Many queries over the same tile of keys: the tile is brought into the order of the products once.
#pragma once

#include "softmax.hpp"
#include "transpose.hpp"

namespace agon {

template <int DIM>
struct Tile {
    alignas(64) uint32_t keys[DIM / 2][TILE];    // pairs of dims, lanes are keys
    alignas(64) uint32_t values[TILE / 2][DIM];  // pairs of keys, lanes are dims (interleaved)
    TileScales scales;
    int num_keys;
};

// Rows 2j and 2j + 1 of values, interleaved: pairs of keys, lanes are dims.
template <int DIM, int BITS>
AGON_INLINE void pair_values(const CachedRows<DIM, BITS>& values, const int32_t* slots, int j,
                             Ints (&pairs)[DIM / LANES]) {
    for (int part = 0; part < DIM / 32; part++) {
        const Ints first = values.words(slots[2 * j], part);
        const Ints second = values.words(slots[2 * j + 1], part);
        pairs[2 * part] = interleave_low_words(first, second);
        pairs[2 * part + 1] = interleave_high_words(first, second);
    }
}

// slots [TILE]: those beyond num_keys are any that may be read.
template <int DIM, int BITS>
inline void fill_tile(Tile<DIM>& tile, const CachedRows<DIM, BITS>& keys,
                      const CachedRows<DIM, BITS>& values, const int32_t* slots, int num_keys) {
    tile.num_keys = num_keys;
    for (int k = 0; k < num_keys; k += LANES)
        for (int part = 0; part < DIM / 32; part++) {
            Ints rows[LANES];
            for (int i = 0; i < LANES; i++) rows[i] = keys.words(slots[k + i], part);
            transpose(rows);
            for (int i = 0; i < LANES; i++) store_bytes(&tile.keys[part * LANES + i][k], rows[i]);
        }
    for (int j = 0; j < (num_keys + 1) / 2; j++) {
        Ints pairs[DIM / LANES];
        pair_values(values, slots, j, pairs);
        for (int i = 0; i < DIM / LANES; i++) store_bytes(&tile.values[j][i * LANES], pairs[i]);
    }
    copy_scales(keys, values, slots, tile.scales);
}

// totals[q][i] = the sum over `count` steps of column i times factor q: the columns and the factors
// of a step are pairs of bfloat16. The sums stay in registers until they are all there.
template <int NUM, int COLUMNS, class Columns, class Factor>
AGON_INLINE void accumulate(Floats (&totals)[NUM][COLUMNS], int count, Columns columns_of,
                            Factor factor_of) {
    Floats sums[NUM][COLUMNS];
    for (int q = 0; q < NUM; q++)
        for (int i = 0; i < COLUMNS; i++) sums[q][i] = zeros();
    for (int step = 0; step < count; step++) {
        Ints columns[COLUMNS];
        columns_of(step, columns);
        for (int q = 0; q < NUM; q++) {
            const Ints factor = factor_of(step, q);
            for (int i = 0; i < COLUMNS; i++) sums[q][i] = dot_pairs(sums[q][i], columns[i], factor);
        }
    }
    for (int q = 0; q < NUM; q++)
        for (int i = 0; i < COLUMNS; i++) totals[q][i] = sums[q][i];
}

// NUM queries over one tile, folded into their groups. queries: pairs of bfloat16, scaled.
// num_visible[q]: how many of the tile's keys query q may see, at least 1. A score is the sum of
// those of its parts of 32 dims: short sums, so that direct.hpp need not wait for one long one.
template <int DIM, int BITS, int NUM>
AGON_INLINE void attend_tile(const Tile<DIM>& tile, const uint32_t* const* queries,
                             const int* num_visible, const float* bias, Partial<DIM>* const* groups) {
    constexpr int PARTS = DIM / LANES;
    Floats scores[NUM][TILE_VECTORS], values[NUM][PARTS];
    TileWeights<NUM> weights;
    for (int part = 0; part < DIM / 32; part++) {
        Floats sums[NUM][TILE_VECTORS];
        accumulate(sums, LANES, [&](int p, Ints (&keys)[TILE_VECTORS]) {
            const uint32_t* words = tile.keys[part * LANES + p];
            for (int v = 0; v < TILE_VECTORS; v++) keys[v] = load_bytes(words + v * LANES);
        }, [&](int p, int q) { return int_all(int32_t(queries[q][part * LANES + p])); });
        for (int q = 0; q < NUM; q++)
            for (int v = 0; v < TILE_VECTORS; v++)
                scores[q][v] = part ? add(scores[q][v], sums[q][v]) : sums[q][v];
    }
    weigh<BITS>(scores, num_visible, bias, tile.scales, weights);
    accumulate(values, (tile.num_keys + 1) / 2, [&](int j, Ints (&pairs)[PARTS]) {
        for (int i = 0; i < PARTS; i++) pairs[i] = load_bytes(&tile.values[j][i * LANES]);
    }, [&](int j, int q) { return weights.pair(j, q); });
    for (int q = 0; q < NUM; q++) fold(*groups[q], weights.most[q], weights.sums[q], values[q]);
}

// Any number of queries, in blocks that fit the registers; the block size changes no bit.
template <int DIM, int BITS>
inline void attend_tile_many(const Tile<DIM>& tile, const uint32_t* const* queries,
                             const int* num_visible, const float* bias, Partial<DIM>* const* groups,
                             int num) {
    constexpr int BLOCK = DIM <= 64 ? 4 : 2;
    int q = 0;
    for (; q + BLOCK <= num; q += BLOCK)
        attend_tile<DIM, BITS, BLOCK>(tile, queries + q, num_visible + q, bias, groups + q);
    for (; q < num; q++)
        attend_tile<DIM, BITS, 1>(tile, queries + q, num_visible + q, bias, groups + q);
}

}  // namespace agon

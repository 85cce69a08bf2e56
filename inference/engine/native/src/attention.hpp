// Exact attention over any list of cached keys, tile by tile.
//
// A tile is 64 keys. Its keys are turned so that lanes are keys; its values are kept in pairs so
// that lanes are dims. The softmax of a tile is folded into that of its group of 8 tiles, and the
// groups into the whole, always from left to right. One query's result is therefore the same to
// the last bit for one row or many, for any number of threads, and for any cut of the prompt.
// Online softmax: Milakov and Gimelshein 2018; tiles: Dao et al. 2022.
#pragma once

#include <cmath>

#include "cache.hpp"
#include "transpose.hpp"

namespace agon {

constexpr int TILE = 64;
constexpr int TILES_IN_GROUP = 8;
constexpr int GROUP_KEYS = TILE * TILES_IN_GROUP;

// Keys and values of one tile, ready for products.
template <int DIM>
struct Tile {
    alignas(64) uint32_t keys[DIM / 2][TILE];       // pairs of dims, lanes are keys
    alignas(64) uint32_t values[TILE / 2][DIM];     // pairs of keys, lanes are dims (shuffled)
    alignas(64) float key_scales[TILE];
    alignas(64) float value_scales[TILE];
    int num_keys;
};

// The rows of the next tile, asked for little by little while this one is computed: the memory is
// then never idle, and never has more requests than it can hold.
template <int BITS>
struct Ahead {
    const CachedRows<BITS>& keys;
    const CachedRows<BITS>& values;
    const int32_t* slots;
    int num_keys;

    // share: of `shares` equal parts; first the keys, then the values.
    AGON_INLINE void fetch(const CachedRows<BITS>& rows, int share, int shares) const {
        for (int i = share * TILE / shares; i < (share + 1) * TILE / shares; i++)
            if (i < num_keys) rows.prefetch(slots[i]);
    }
};

// The softmax over some keys: the largest score, the sum of weights, the weighted values.
template <int DIM>
struct Partial {
    float most = 0, sum = 0;
    alignas(64) float values[DIM];  // lanes as in Tile::values
    bool empty = true;
};

template <int DIM, int BITS>
inline void fill_tile(Tile<DIM>& tile, const CachedRows<BITS>& keys, const CachedRows<BITS>& values,
                      const int32_t* slots, int num_keys) {
    tile.num_keys = num_keys;
    for (int k = 0; k < num_keys; k += LANES)
        for (int part = 0; part < DIM / 32; part++) {
            Ints rows[LANES];
            for (int i = 0; i < LANES; i++)
                rows[i] = k + i < num_keys ? keys.words(slots[k + i], part) : int_zeros();
            transpose(rows);
            for (int i = 0; i < LANES; i++) store_bytes(&tile.keys[part * LANES + i][k], rows[i]);
        }
    for (int j = 0; j < (num_keys + 1) / 2; j++)
        for (int part = 0; part < DIM / 32; part++) {
            Ints first = values.words(slots[2 * j], part);
            Ints second = 2 * j + 1 < num_keys ? values.words(slots[2 * j + 1], part) : int_zeros();
            store_bytes(&tile.values[j][part * 32], interleave_low_words(first, second));
            store_bytes(&tile.values[j][part * 32 + 16], interleave_high_words(first, second));
        }
    if constexpr (BITS == 8)
        for (int i = 0; i < num_keys; i++) {
            tile.key_scales[i] = keys.scales[slots[i]];
            tile.value_scales[i] = values.scales[slots[i]];
        }
}

// Where dim d of Tile::values' lanes is: words are interleaved within 128-bit lanes.
AGON_INLINE int place_of_dim(int d) {
    int inner = d % 32, quarter = inner / 8, word = inner % 8;
    return d / 32 * 32 + (word >= 4 ? 16 : 0) + quarter * 4 + word % 4;
}

template <int DIM>
AGON_INLINE void fold(Partial<DIM>& whole, float most, float sum, const Floats (&values)[DIM / LANES]) {
    if (whole.empty) {
        whole.empty = false;
        whole.most = most;
        whole.sum = sum;
        for (int i = 0; i < DIM / LANES; i++) store(whole.values + i * LANES, values[i]);
        return;
    }
    const float top = whole.most > most ? whole.most : most;
    const Floats old_share = exponential(all(whole.most - top));
    const Floats new_share = exponential(all(most - top));
    alignas(64) float shares[2][LANES];
    store(shares[0], old_share);
    store(shares[1], new_share);
    whole.most = top;
    whole.sum = std::fma(sum, shares[1][0], whole.sum * shares[0][0]);
    for (int i = 0; i < DIM / LANES; i++)
        store(whole.values + i * LANES,
              fma(values[i], new_share, mul(load(whole.values + i * LANES), old_share)));
}

template <int DIM>
AGON_INLINE void fold(Partial<DIM>& whole, const Partial<DIM>& part) {
    if (part.empty) return;
    Floats values[DIM / LANES];
    for (int i = 0; i < DIM / LANES; i++) values[i] = load(part.values + i * LANES);
    fold(whole, part.most, part.sum, values);
}

// NUM queries over one tile, folded into their groups. queries: pairs of bfloat16, scaled.
// num_visible[q]: how many of the tile's keys query q may see, at least 1. bias: added to the
// scores of all queries, or null.
template <int DIM, int BITS, int NUM>
AGON_INLINE void attend_tile(const Tile<DIM>& tile, const uint32_t* const (&queries)[NUM],
                             const int (&num_visible)[NUM], const float* bias,
                             Partial<DIM>* const (&groups)[NUM], const Ahead<BITS>* ahead) {
    constexpr int VECTORS = TILE / LANES;
    constexpr int PARTS = DIM / LANES;
    alignas(64) uint16_t weights[NUM][TILE];
    float most[NUM], sums[NUM];
    {
        Floats scores[NUM][VECTORS];
        for (int q = 0; q < NUM; q++)
            for (int v = 0; v < VECTORS; v++) scores[q][v] = zeros();
        for (int p = 0; p < DIM / 2; p++) {
            if (ahead) ahead->fetch(ahead->keys, p, DIM / 2);
            Ints keys[VECTORS];
            for (int v = 0; v < VECTORS; v++) keys[v] = load_bytes(&tile.keys[p][v * LANES]);
            for (int q = 0; q < NUM; q++) {
                const Ints pair = int_all(int32_t(queries[q][p]));
                for (int v = 0; v < VECTORS; v++)
                    scores[q][v] = dot_pairs(scores[q][v], keys[v], pair);
            }
        }
        for (int q = 0; q < NUM; q++) {
            Floats top = all(-INFINITY);
            for (int v = 0; v < VECTORS; v++) {
                if constexpr (BITS == 8)
                    scores[q][v] = mul(scores[q][v], load(tile.key_scales + v * LANES));
                if (bias) scores[q][v] = add(scores[q][v], load(bias + v * LANES));
                const int visible = num_visible[q] - v * LANES;
                if (visible < LANES)
                    scores[q][v] = visible > 0 ? keep_first(scores[q][v], visible, -INFINITY)
                                               : all(-INFINITY);
                top = larger(top, scores[q][v]);
            }
            most[q] = largest(top);
            Floats total = zeros();
            for (int v = 0; v < VECTORS; v++) {
                const int visible = num_visible[q] - v * LANES;
                Floats weight = exponential(sub(scores[q][v], all(most[q])));
                if (visible < LANES) weight = visible > 0 ? keep_first(weight, visible, 0.f) : zeros();
                if constexpr (BITS == 8) {
                    total = add(total, weight);
                    weight = mul(weight, load(tile.value_scales + v * LANES));
                    if (visible < LANES)
                        weight = visible > 0 ? keep_first(weight, visible, 0.f) : zeros();
                }
                const Ints rounded = to_bfloat(weight);
                if constexpr (BITS == 16) total = add(total, from_bfloat(rounded));
                store_low_words(&weights[q][v * LANES], rounded);
            }
            sums[q] = sum(total);
        }
    }
    Floats values[NUM][PARTS];
    for (int q = 0; q < NUM; q++)
        for (int i = 0; i < PARTS; i++) values[q][i] = zeros();
    const int num_pairs = (tile.num_keys + 1) / 2;
    for (int j = 0; j < num_pairs; j++) {
        if (ahead) ahead->fetch(ahead->values, j, TILE / 2);
        Ints pairs[PARTS];
        for (int i = 0; i < PARTS; i++) pairs[i] = load_bytes(&tile.values[j][i * LANES]);
        for (int q = 0; q < NUM; q++) {
            int32_t two;
            std::memcpy(&two, &weights[q][2 * j], 4);
            const Ints weight = int_all(two);
            for (int i = 0; i < PARTS; i++)
                values[q][i] = dot_pairs(values[q][i], pairs[i], weight);
        }
    }
    for (int q = 0; q < NUM; q++) fold(*groups[q], most[q], sums[q], values[q]);
}

// Any number of queries, in blocks that fit the registers; the block size changes no bit.
template <int DIM, int BITS>
inline void attend_tile_many(const Tile<DIM>& tile, const uint32_t* const* queries,
                             const int* num_visible, const float* bias, Partial<DIM>* const* groups,
                             int num, const Ahead<BITS>* ahead = nullptr) {
    constexpr int BLOCK = DIM <= 64 ? 4 : 2;
    auto block = [&]<int NUM>(int q) {
        const uint32_t* some[NUM];
        int visible[NUM];
        Partial<DIM>* parts[NUM];
        for (int i = 0; i < NUM; i++) {
            some[i] = queries[q + i];
            visible[i] = num_visible[q + i];
            parts[i] = groups[q + i];
        }
        attend_tile<DIM, BITS, NUM>(tile, some, visible, bias, parts, q == 0 ? ahead : nullptr);
    };
    int q = 0;
    for (; q + BLOCK <= num; q += BLOCK) block.template operator()<BLOCK>(q);
    if constexpr (BLOCK == 4)
        if (num - q == 3) {
            block.template operator()<3>(q);
            return;
        }
    for (; q < num; q++) block.template operator()<1>(q);
}

}  // namespace agon

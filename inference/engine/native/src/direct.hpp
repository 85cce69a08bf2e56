// Few queries over many keys: rows go from the cache through the registers into the products, and
// the next tile's rows are asked for little by little, so that the memory is never idle and never
// has more requests than it can hold. The sums have the order of tile.hpp, to the last bit.
#pragma once

#include <algorithm>
#include <vector>

#include "tile.hpp"

namespace agon {

// The scores of NUM queries for sixteen keys; `next`: slots to ask for meanwhile.
template <int DIM, int BITS, int NUM>
AGON_INLINE void score_sixteen(const CachedRows<DIM, BITS>& keys, const int32_t* slots,
                               const int32_t* next, const uint32_t* const* queries,
                               Floats (&scores)[NUM]) {
    constexpr int PARTS = DIM / 32, NEXT = LANES / PARTS;  // rows to ask for in each part
#pragma GCC unroll 4
    for (int part = 0; part < PARTS; part++) {
        Ints rows[LANES];
#pragma GCC unroll 16
        for (int i = 0; i < LANES; i++) rows[i] = keys.words(slots[i], part);
#pragma GCC unroll 16
        for (int i = 0; i < NEXT; i++) keys.prefetch(next[part * NEXT + i]);
        transpose(rows);
        Floats sums[NUM];
        for (int q = 0; q < NUM; q++) sums[q] = zeros();
#pragma GCC unroll 16
        for (int p = 0; p < LANES; p++)
            for (int q = 0; q < NUM; q++)
                sums[q] = dot_pairs(sums[q], rows[p], int_all(int32_t(queries[q][part * LANES + p])));
        for (int q = 0; q < NUM; q++) scores[q] = part ? add(scores[q], sums[q]) : sums[q];
    }
}

// NUM queries over one tile, folded into their results. slots, next [TILE]: beyond the tile's keys
// any that may be read.
template <int DIM, int BITS, int NUM>
AGON_INLINE void attend_rows(const CachedRows<DIM, BITS>& keys, const CachedRows<DIM, BITS>& values,
                             const int32_t* slots, const int32_t* next, int num_keys,
                             const float* bias, const uint32_t* const* queries,
                             Partial<DIM>* results) {
    constexpr int PARTS = DIM / LANES;
    TileWeights<NUM> weights;
    TileScales scales;
    copy_scales(keys, values, slots, scales);
    Floats scores[NUM][TILE_VECTORS], sums[NUM][PARTS];
    for (int v = 0; v * LANES < num_keys; v++) {
        Floats some[NUM];
        score_sixteen<DIM, BITS, NUM>(keys, slots + v * LANES, next + v * LANES, queries, some);
        for (int q = 0; q < NUM; q++) scores[q][v] = some[q];
    }
    int num_visible[NUM];
    std::fill(num_visible, num_visible + NUM, num_keys);
    weigh<BITS>(scores, num_visible, bias, scales, weights);
    accumulate(sums, (num_keys + 1) / 2, [&](int j, Ints (&pairs)[PARTS]) {
        pair_values(values, slots, j, pairs);
        values.prefetch(next[2 * j]);
        values.prefetch(next[2 * j + 1]);
    }, [&](int j, int q) { return weights.pair(j, q); });
    for (int q = 0; q < NUM; q++) fold(results[q], weights.most[q], weights.sums[q], sums[q]);
}

// Up to four queries at once straight from the cache, more by way of a tile.
template <int DIM, int BITS>
inline void attend_few(const CachedRows<DIM, BITS>& keys, const CachedRows<DIM, BITS>& values,
                       const int32_t* slots, const int32_t* next, int num_keys, const float* bias,
                       const uint32_t* const* queries, Partial<DIM>* results, int num) {
    auto rows = [&]<int NUM>() {
        attend_rows<DIM, BITS, NUM>(keys, values, slots, next, num_keys, bias, queries, results);
    };
    if (num == 1) return rows.template operator()<1>();
    if (num == 2) return rows.template operator()<2>();
    if (num == 3) return rows.template operator()<3>();
    if (num == 4) return rows.template operator()<4>();
    for (int i = 0; i < TILE; i++) {
        keys.prefetch(next[i]);
        values.prefetch(next[i]);
    }
    thread_local Tile<DIM> tile;
    fill_tile<DIM, BITS>(tile, keys, values, slots, num_keys);
    std::vector<int> visible(num, num_keys);
    std::vector<Partial<DIM>*> groups(num);
    for (int q = 0; q < num; q++) groups[q] = results + q;
    attend_tile_many<DIM, BITS>(tile, queries, visible.data(), bias, groups.data(), num);
}

// Each query over keys [first, last) of a list, tile after tile, folded into its result.
// take_slots(key, count, to): the slots of `count` keys of the list. bias: of the list's keys, or null.
template <int DIM, int BITS, class TakeSlots>
inline void attend_list(const CachedRows<DIM, BITS>& keys, const CachedRows<DIM, BITS>& values,
                        TakeSlots take_slots, int first, int last, const float* bias,
                        const uint32_t* const* queries, Partial<DIM>* results, int num) {
    alignas(64) int32_t slots[2][TILE];
    auto take = [&](int key, int32_t* to) {
        const int count = std::min(TILE, last - key);
        take_slots(key, count, to);
        std::fill(to + count, to + TILE, to[0]);
    };
    take(first, slots[0]);
    for (int key = first, turn = 0; key < last; key += TILE, turn ^= 1) {
        int32_t* next = slots[key + TILE < last ? turn ^ 1 : turn];
        if (key + TILE < last) take(key + TILE, next);
        attend_few<DIM, BITS>(keys, values, slots[turn], next, std::min(TILE, last - key),
                              bias ? bias + key : nullptr, queries, results, num);
    }
}

}  // namespace agon

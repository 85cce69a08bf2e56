// All layers of one step. Each stage is cut into chunks that the pool hands out.
#pragma once

#include "attend.hpp"
#include "buffers.hpp"
#include "choose.hpp"
#include "threads.hpp"

namespace agon {

// x / sqrt(mean(x^2) + epsilon) * weight: Zhang and Sennrich 2019.
inline void normalise(const float* values, const float* weight, int size, float epsilon, float* to) {
    Floats squares = zeros();
    for (int i = 0; i < size; i += LANES) squares = fma(load(values + i), load(values + i), squares);
    const Floats factor = all(1.f / std::sqrt(sum(squares) / float(size) + epsilon));
    for (int i = 0; i < size; i += LANES)
        store(to + i, mul(mul(load(values + i), factor), load(weight + i)));
}

template <int DIM, int BITS>
class Forward {
public:
    Forward(const Network& network, const Cache& cache, const HashMaps* maps, Pool& pool)
        : network_(network), shape_(network.shape), cache_(cache), maps_(maps), pool_(pool) {}

    void run(const Step& step) {
        prepare(step);
        embed(step);
        for (int layer = 0; layer < shape_.num_layers; layer++) {
            const Layer& weights = network_.layers[layer];
            normalise_rows(step.num_rows, weights.attention_norm);
            project_and_place(step, layer, weights.qkv);
            attend(step, layer);
            add_product(weights.attention_out, step.num_rows, shape_.query_size());
            normalise_rows(step.num_rows, weights.feed_forward_norm);
            feed_forward(weights, step.num_rows);
            add_product(weights.down, step.num_rows, shape_.feed_forward_size);
        }
        read_out(step);
    }

    // One layer's attention alone, over keys and values that are in the cache already.
    // queries [rows, heads, DIM] are turned; results [rows, heads * DIM].
    void attend_only(const Step& step, int layer, const float* queries, float* results) {
        prepare(step);
        for (int row = 0; row < step.num_rows; row++)
            for (int head = 0; head < shape_.num_heads; head++)
                place_query(layer, row, head,
                            queries + (size_t(row) * shape_.num_heads + head) * DIM);
        attend(step, layer);
        std::copy_n(attended_.get(), size_t(step.num_rows) * shape_.query_size(), results);
    }

    const ErrorLog& errors() const { return chooser_.log; }

private:
    const Network& network_;
    const Shape& shape_;
    const Cache& cache_;
    const HashMaps* maps_;
    Pool& pool_;
    AttentionPlan dense_plan_, sparse_plan_;
    Chooser<DIM, BITS> chooser_;
    RowsBuffer rows_;
    Buffer<float> hidden_, attended_, products_, exact_;
    Buffer<uint32_t> queries_;
    Buffer<Partial<DIM>> partials_;
    std::vector<int> span_of_row_;

    // About 16 chunks in all; few rows are not worth a second thread.
    template <class F>
    void over_rows(int num_rows, F work) {
        const int size = std::max(4, num_rows / 16);
        auto some = [&](int chunk, int) {
            for (int row = chunk * size; row < std::min((chunk + 1) * size, num_rows); row++)
                work(row);
        };
        pool_.run((num_rows + size - 1) / size, some);
    }

    // Pairs of tiles, about 32 chunks in all.
    template <class F>
    void over_tiles(const Matrix& matrix, F work) {
        const int num_pairs = matrix.num_tiles() / 2;
        const int size = std::max(1, num_pairs / 32);
        auto some = [&](int chunk, int) {
            for (int pair = chunk * size; pair < std::min((chunk + 1) * size, num_pairs); pair++)
                work(2 * pair);
        };
        pool_.run((num_pairs + size - 1) / size, some);
    }

    void prepare(const Step& step) {
        const size_t num_rows = step.num_rows;
        hidden_.at_least(num_rows * shape_.hidden_size);
        attended_.at_least(num_rows * shape_.query_size());
        products_.at_least(num_rows * shape_.feed_forward_size);
        queries_.at_least(num_rows * shape_.query_size() / 2);
        span_of_row_.assign(num_rows, -1);
        for (int s = 0; s < step.num_spans; s++)
            for (int i = 0; i < step.spans[s].num_rows; i++)
                span_of_row_[step.spans[s].first_row + i] = s;
        chooser_.begin(step, shape_, maps_);
        dense_plan_.make(step, shape_, pool_.num_threads(), 0, 0);
        if (maps_)
            sparse_plan_.make(step, shape_, pool_.num_threads(), maps_->num_signers,
                              maps_->sink + maps_->local);
        partials_.at_least(std::max(dense_plan_.num_partials, sparse_plan_.num_partials));
    }

    void embed(const Step& step) {
        over_rows(step.num_rows, [&](int row) {
            const int size = shape_.hidden_size;
            const uint16_t* from = network_.embedding + size_t(step.token_ids[row]) * size;
            for (int i = 0; i < size; i += LANES)
                store(hidden_.get() + size_t(row) * size + i, from_half(from + i));
        });
    }

    void normalise_rows(int num_rows, const float* weight) {
        const Rows& rows = rows_.at_least(num_rows, shape_.hidden_size);
        over_rows(num_rows, [&](int row) { normalise_row(rows, row, row, weight); });
    }

    void normalise_row(const Rows& rows, int to, int from, const float* weight) {
        const int size = shape_.hidden_size;
        alignas(64) float normed[size];
        normalise(hidden_.get() + size_t(from) * size, weight, size, shape_.rms_epsilon, normed);
        quantise_row(rows, to, normed);
    }

    // One head of queries, keys or values a chunk; the head is placed while it is warm.
    void project_and_place(const Step& step, int layer, const Matrix& qkv) {
        constexpr int ROWS = 96;
        const Rows& rows = rows_.at_least(step.num_rows, shape_.hidden_size);
        const int num_heads = shape_.num_heads + 2 * shape_.num_kv_heads;
        const int num_blocks = (step.num_rows + ROWS - 1) / ROWS;
        auto work = [&](int chunk, int) {
            const int head = chunk % num_heads, first = chunk / num_heads * ROWS;
            const int last = std::min(first + ROWS, step.num_rows);
            alignas(64) float heads[ROWS][DIM];
            for (int part = 0; part < DIM / 32; part++)
                multiply_tile_pair(qkv, head * (DIM / LANES) + 2 * part, rows, first, last,
                                   [&](int row, int, const Floats(&two)[2]) {
                                       store(heads[row - first] + part * 32, two[0]);
                                       store(heads[row - first] + part * 32 + LANES, two[1]);
                                   });
            for (int row = first; row < last; row++)
                place(step, layer, row, head, heads[row - first]);
        };
        pool_.run(num_heads * num_blocks, work);
    }

    void place(const Step& step, int layer, int row, int head, float* values) {
        const int num_turned = shape_.num_heads + shape_.num_kv_heads;
        if (head < num_turned) turn(values, step.positions[row]);
        if (head < shape_.num_heads) return place_query(layer, row, head, values);
        const bool is_key = head < num_turned;
        const int kv_head = (head - shape_.num_heads) % shape_.num_kv_heads;
        const Span& span = step.spans[span_of_row_[row]];
        const int64_t slot = step.slot(span, step.positions[row]);
        const size_t cached = cache_.row(layer, kv_head, slot);
        if (is_key) {
            write_row(cache_, cache_.keys, cache_.key_scales, cached, values);
            if (maps_) sign_key(*maps_, cache_, layer, kv_head, slot, values);
        } else {
            write_row(cache_, cache_.values, cache_.value_scales, cached, values);
        }
    }

    void place_query(int layer, int row, int head, const float* values) {
        chooser_.sign_query(shape_, layer, row, head, values);
        const Floats scale = all(float(M_LOG2E) / std::sqrt(float(DIM)));
        auto to = reinterpret_cast<uint16_t*>(queries_.get() +
                                              (size_t(row) * shape_.num_heads + head) * (DIM / 2));
        for (int i = 0; i < DIM; i += LANES)
            store_low_words(to + i, to_bfloat(mul(load(values + i), scale)));
    }

    // Pairs (2i, 2i + 1) turned by the position's angles: Su et al. 2021.
    void turn(float* values, int position) const {
        const float* cosines = network_.cosines + size_t(position) * (DIM / 2);
        const float* sines = network_.sines + size_t(position) * (DIM / 2);
        for (int i = 0; i < DIM / 2; i++) {
            const float x = values[2 * i], y = values[2 * i + 1];
            values[2 * i] = std::fma(x, cosines[i], -(y * sines[i]));
            values[2 * i + 1] = std::fma(x, sines[i], y * cosines[i]);
        }
    }

    void attend(const Step& step, int layer) {
        const bool sparse = chooser_.is_sparse(layer);
        if (sparse) chooser_.choose(step, shape_, cache_, layer, queries_.get(), pool_);
        const AttentionPlan& plan = sparse ? sparse_plan_ : dense_plan_;
        AttentionLayer<DIM, BITS> work{step,
                                       shape_,
                                       cache_,
                                       layer,
                                       queries_.get(),
                                       sparse ? chooser_.choices() : nullptr,
                                       partials_.get(),
                                       attended_.get()};
        auto one = [&](int i, int) {
            const Piece& piece = plan.pieces[i];
            if (piece.partial >= 0)
                work.decode(piece);
            else
                work.prefill(piece);
        };
        pool_.run(int(plan.pieces.size()), one);
        const Rows& rows = rows_.at_least(step.num_rows, shape_.query_size());
        over_rows(step.num_rows, [&](int row) {
            const int s = span_of_row_[row];
            float* attended = attended_.get() + size_t(row) * shape_.query_size();
            if (step.spans[s].num_rows == 1) plan.finish(s, shape_, partials_.get(), attended);
            if (sparse && step.spans[s].checked) check_error(work, s, attended);
            quantise_row(rows, row, attended);
        });
    }

    // The same row again with all keys, to know the error that was really made.
    void check_error(AttentionLayer<DIM, BITS> work, int s, const float* attended) {
        const Span& span = work.step.spans[s];
        if (span.budget < 0 || span.num_rows != 1) return;
        const int group = shape_.group();
        std::vector<Partial<DIM>> partials(group);
        std::vector<float> exact(shape_.query_size());
        work.choices = nullptr;
        work.partials = partials.data();
        for (int head = 0; head < shape_.num_kv_heads; head++) {
            work.decode({s, head, shape_.num_kv_heads, 0, span.num_keys, 0});
            for (int q = 0; q < group; q++)
                write_result(partials[q], exact.data() + (head * group + q) * DIM);
        }
        chooser_.record(span, attended, exact.data(), shape_.num_heads, s * maps_->num_signers);
    }

    // hidden += rows * matrix, for rows that are quantised already.
    void add_product(const Matrix& matrix, int num_rows, int num_inputs) {
        const Rows& rows = rows_.at_least(num_rows, num_inputs);
        over_tiles(matrix, [&](int tile) {
            multiply_tile_pair(matrix, tile, rows, 0, num_rows,
                               [&](int row, int first, const Floats(&two)[2]) {
                                   float* to = hidden_.get() + size_t(row) * shape_.hidden_size +
                                               first * LANES;
                                   store(to, add(load(to), two[0]));
                                   store(to + LANES, add(load(to + LANES), two[1]));
                               });
        });
    }

    // silu(gate) * up: Shazeer 2020. Leaves the rows quantised for the next product.
    void feed_forward(const Layer& weights, int num_rows) {
        const Rows& inputs = rows_.at_least(num_rows, shape_.hidden_size);
        const int size = shape_.feed_forward_size;
        over_tiles(weights.gate_up, [&](int tile) {
            multiply_tile_pair(weights.gate_up, tile, inputs, 0, num_rows,
                               [&](int row, int first, const Floats(&two)[2]) {
                                   const Floats gate = two[0], up = two[1];
                                   const Floats down = add(all(1.f), exponential(sub(zeros(), gate)));
                                   store(products_.get() + size_t(row) * size + first / 2 * LANES,
                                         mul(quotient(gate, down), up));
                               });
        });
        const Rows& rows = rows_.at_least(num_rows, size);
        over_rows(num_rows, [&](int row) {
            quantise_row(rows, row, products_.get() + size_t(row) * size);
        });
    }

    void read_out(const Step& step) {
        const Rows& rows = rows_.at_least(step.num_wanted, shape_.hidden_size);
        over_rows(step.num_wanted, [&](int i) {
            normalise_row(rows, i, step.wanted_rows[i], network_.final_norm);
        });
        over_tiles(network_.head, [&](int tile) {
            multiply_tile_pair(network_.head, tile, rows, 0, step.num_wanted,
                               [&](int i, int first, const Floats(&two)[2]) {
                                   float* to = step.logits + size_t(i) * network_.head.num_outputs +
                                               first * LANES;
                                   store(to, two[0]);
                                   store(to + LANES, two[1]);
                               });
        });
    }
};

}  // namespace agon

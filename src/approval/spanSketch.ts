/** Buckets for each doubling of a span: each is 4.4 % wide. */
const PER_DOUBLING = 16;
const SECOND_MS = 1_000;
/** The last one begins after centuries. */
const BUCKETS = 640;
/** Up to this many spans are stored exactly. */
const MOST_EXACT = 24;

const [SPACE, COLON, ZERO, NINE] = [32, 58, 48, 57];

/**
 * Many durations in little space, so the figures of days can be merged into those of a month: a histogram with buckets
 * that grow by 4.4 %. A bucket counts as its middle, so a quantile differs from the true one by 2.2 % at most (below
 * one second: by a second). A few spans are stored exactly, and their quantiles are exact.
 *
 * As text: `=` and the spans in ms; for more spans the buckets, with `:count` if there are several. A month of a busy
 * tenant has a million buckets, so the text is read digit by digit.
 */
export class SpanSketch {
  #exact: number[] = [];
  #buckets: Float64Array | undefined;
  #count = 0;
  /** The cached result of {@link #points}; cleared by additions. */
  #ordered: readonly Point[] | undefined;

  /** Reads what {@link toString} wrote. */
  static parse(text: string): SpanSketch {
    const sketch = new SpanSketch();
    sketch.addText(text);
    return sketch;
  }

  /** How many spans it has. */
  get count(): number {
    return this.#count;
  }

  add(spanMs: number): void {
    this.#exact.push(Math.max(0, Math.round(spanMs)));
    this.#count += 1;
    this.#ordered = undefined;
  }

  /** Adds the text of another sketch. */
  addText(text: string): void {
    if (text.startsWith('=')) {
      for (const span of text.slice(1).split(' ')) if (/^\d{1,15}$/.test(span)) this.add(Number(span));
      return;
    }
    let [bucket, number] = [-1, -1];
    for (let i = 0; i <= text.length; i += 1) {
      const code = i < text.length ? text.charCodeAt(i) : SPACE;
      if (code >= ZERO && code <= NINE) number = Math.max(number, 0) * 10 + code - ZERO;
      else if (code === COLON) [bucket, number] = [number, -1];
      else {
        if (bucket >= 0) this.#put(bucket, number);
        else this.#put(number, 1);
        [bucket, number] = [-1, -1];
      }
    }
  }

  merge(other: SpanSketch): void {
    for (const span of other.#exact) this.add(span);
    other.#buckets?.forEach((count, bucket) => {
      this.#put(bucket, count);
    });
  }

  /** The median, ms: for an even count the mean of the two middle ones; undefined: there is none. */
  median(): number | undefined {
    if (this.#count === 0) return undefined;
    const points = this.#points();
    const [low, high] = [Math.ceil(this.#count / 2), Math.floor(this.#count / 2) + 1];
    return Math.round((spanAt(points, low) + spanAt(points, high)) / 2);
  }

  /** The smallest span that at least this share of them does not exceed, ms; undefined: there is none. */
  quantile(share: number): number | undefined {
    if (this.#count === 0) return undefined;
    return Math.round(spanAt(this.#points(), Math.max(1, Math.ceil(share * this.#count))));
  }

  toString(): string {
    if (!this.#buckets && this.#exact.length <= MOST_EXACT)
      return this.#exact.length === 0 ? '' : `=${this.#exact.toSorted((a, b) => a - b).join(' ')}`;
    const buckets = this.#buckets?.slice() ?? new Float64Array(BUCKETS);
    for (const span of this.#exact) {
      const bucket = bucketOf(span);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    const parts: string[] = [];
    buckets.forEach((count, bucket) => {
      if (count > 0) parts.push(count === 1 ? `${bucket}` : `${bucket}:${count}`);
    });
    return parts.join(' ');
  }

  #put(bucket: number, count: number): void {
    if (bucket < 0 || bucket >= BUCKETS || count <= 0) return;
    this.#buckets ??= new Float64Array(BUCKETS);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + count;
    this.#count += count;
    this.#ordered = undefined;
  }

  /** Each exact span, or each bucket's middle with its count, in order. */
  #points(): readonly Point[] {
    if (this.#ordered) return this.#ordered;
    const points: Point[] = this.#exact.map((spanMs) => ({ spanMs, count: 1 }));
    this.#buckets?.forEach((count, bucket) => {
      if (count > 0) points.push({ spanMs: MIDDLES[bucket] ?? 0, count });
    });
    this.#ordered = points.sort((a, b) => a.spanMs - b.spanMs);
    return this.#ordered;
  }
}

interface Point {
  readonly spanMs: number;
  readonly count: number;
}

/** The span of this rank, from 1 on. */
function spanAt(points: readonly Point[], rank: number): number {
  let passed = 0;
  for (const { spanMs, count } of points) {
    passed += count;
    if (passed >= rank) return spanMs;
  }
  return points.at(-1)?.spanMs ?? 0;
}

function bucketOf(spanMs: number): number {
  if (spanMs < SECOND_MS) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log2(spanMs / SECOND_MS) * PER_DOUBLING));
}

/** The geometric middle of each bucket. */
const MIDDLES = Float64Array.from({ length: BUCKETS }, (_, bucket) =>
  bucket === 0 ? SECOND_MS / 2 : SECOND_MS * 2 ** ((bucket - 0.5) / PER_DOUBLING),
);
